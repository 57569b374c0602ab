from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.files.seal import Seal


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    (folder / "inner").mkdir(parents=True)
    (folder / "file").write_bytes(b"one")
    (folder / "inner" / "file").write_bytes(b"two")
    Seal(folder).close()
    return folder


def test_a_folder_that_is_as_it_was_left_stays(sealed: Path) -> None:
    assert Seal(sealed).open()
    assert (sealed / "inner" / "file").read_bytes() == b"two"


CHANGES: dict[str, Callable[[Path], object]] = {
    "other content": lambda folder: (folder / "inner" / "file").write_bytes(b"twp"),
    "cut off": lambda folder: (folder / "file").write_bytes(b"on"),
    "added": lambda folder: (folder / "more").write_bytes(b""),
    "removed": lambda folder: (folder / "file").unlink(),
    "renamed": lambda folder: (folder / "file").rename(folder / "fine"),
    "seal broken": lambda folder: folder.with_name("folder.seal").write_bytes(b"\xff"),
    "seal gone": lambda folder: folder.with_name("folder.seal").unlink(),
    "opened and not closed": lambda folder: Seal(folder).open(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_that_is_not_is_removed(change: str, sealed: Path) -> None:
    CHANGES[change](sealed)
    assert not Seal(sealed).open()
    assert not sealed.exists()


def test_without_a_folder_there_is_nothing_to_remove(tmp_path: Path) -> None:
    assert not Seal(tmp_path / "none").open()
