"""The date of a book, which stands for the present one in what is built of it."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def source_date(root: Path, pages: Iterable[Path] = ()) -> int:
    """Return the time, in seconds since 1970, that makes the files of one book the same.

    Returns:
        ``SOURCE_DATE_EPOCH`` if it is set, else the time of the last commit, else that of the last
        edit of a page.
    """
    edited = max((int((root / page).stat().st_mtime) for page in pages), default=0)
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    command = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return edited
    return int(done.stdout) if done.stdout.strip().isdigit() else edited


@contextmanager
def dated(seconds: int) -> Iterator[None]:
    """Make Sphinx and the programs that it runs take a certain time for the present one."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(seconds)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
