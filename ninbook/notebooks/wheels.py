"""Wheels of the mends, one for each framework, which a site with an address offers notebooks."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ninbook.files.write import replace_if_changed
from ninbook.files.zipped import zipped
from ninbook.frameworks import FRAMEWORKS, Framework
from ninbook.notebooks.bundled_modules import mends_of
from ninbook.source import Book

_WHEEL = "Wheel-Version: 1.0\nGenerator: ninbook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_path(framework: Framework) -> str:
    """Return where the site of each language has a framework's wheel."""
    return f"wheels/{_name(framework)}-1-py3-none-any.whl"


def publish_wheels(book: Book, site: Path) -> None:
    """Put the wheels into an edition's site if notebooks can fetch them there, else none."""
    for framework in FRAMEWORKS:
        file = site / wheel_path(framework)
        if book.site_url and framework.tab in book.tabs:
            replace_if_changed(file, _wheel(framework))
        else:
            file.unlink(missing_ok=True)
    with suppress(OSError):  # there is none, or something is in it
        (site / "wheels").rmdir()


def _wheel(framework: Framework) -> bytes:
    name = _name(framework)
    info = f"{name}-1.dist-info"
    texts = {
        "d2l_mends.py": mends_of(framework),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{info}/WHEEL": _WHEEL,
    }
    files = {path: text.encode() for path, text in texts.items()}
    record = [f"{path},{_digest(content)},{len(content)}\n" for path, content in files.items()]
    return zipped(files | {f"{info}/RECORD": f"{''.join(record)}{info}/RECORD,,\n".encode()})


def _name(framework: Framework) -> str:
    return f"d2l_mends_{framework.tab}"


def _digest(content: bytes) -> str:
    return f"sha256={urlsafe_b64encode(sha256(content).digest()).decode().rstrip('=')}"
