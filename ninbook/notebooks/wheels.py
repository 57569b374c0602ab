"""Wheels of the mends, one for each framework, which a site with an address offers notebooks."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

from ninbook.files.write import mirror
from ninbook.files.zipped import zipped
from ninbook.frameworks import FRAMEWORKS, Framework
from ninbook.notebooks.bundled_modules import mends_of
from ninbook.source import Book

_FOLDER = "wheels"
_WHEEL = "Wheel-Version: 1.0\nGenerator: ninbook\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_path(framework: Framework) -> str:
    """Return where the site of each language has a framework's wheel."""
    return f"{_FOLDER}/{_file(framework)}"


def publish_wheels(book: Book, site: Path) -> None:
    """Put the wheels into an edition's site if notebooks can fetch them there, else none."""
    offered = [each for each in FRAMEWORKS if book.site_url and each.tab in book.tabs]
    wheels = {_file(framework): _wheel(framework) for framework in offered}
    mirror(site / _FOLDER, wheels, ".whl")


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


def _file(framework: Framework) -> str:
    return f"{_name(framework)}-1-py3-none-any.whl"


def _name(framework: Framework) -> str:
    return f"d2l_mends_{framework.tab}"


def _digest(content: bytes) -> str:
    return f"sha256={urlsafe_b64encode(sha256(content).digest()).decode().rstrip('=')}"
