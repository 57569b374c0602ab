"""Fashion-MNIST, once for all frameworks, from whichever source is at hand.

The four files are kept decompressed in one cache. Their digests are those of the decompressed
bytes, since every distributor compresses anew. Sources, in order: the cache; a local copy (a
folder named by ``NINBOOK_FASHION_MNIST``, or Debian's package); the usual mirrors; Debian's
package fetched without root.

Source: Xiao, Rasul and Vollgraf, Fashion-MNIST, arXiv 1708.07747. Format: IDX, as for MNIST.
"""

from __future__ import annotations

import gzip
import hashlib
import http.client
import io
import os
import shutil
import subprocess
import tempfile
import urllib.request
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from rich.progress import wrap_file

from ninbook.dataset.mirrors import DIGESTS, MIRRORS
from ninbook.files import user_cache
from ninbook.files.write import write_atomically

FOLDER_VARIABLE = "NINBOOK_FASHION_MNIST"
DEBIAN_PACKAGE = "dataset-fashion-mnist"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
IMAGE_SIDE = 28
_MOST_BYTES = 2**26
"""More than any of the files has, decompressed."""
_GZIP_MAGIC = b"\x1f\x8b"
_TIMEOUT_SECONDS = 20


class DatasetError(RuntimeError):
    """Fashion-MNIST is missing or damaged; the message names the ways out."""


def cache_folder() -> Path:
    """Return the folder in the user's cache that holds the decompressed files."""
    return user_cache.cache_folder("fashion-mnist")


def ensure() -> Path:
    """Make sure that all four files are in the cache and undamaged; return their folder.

    Raises:
        DatasetError: no source has them, or what a source has is damaged.
    """
    folder = cache_folder()
    missing = [name for name in DIGESTS if not _is_valid(folder / name)]
    if not missing:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    for source in (_from_local_copy, _from_mirrors, _from_debian):
        try:
            for name, content in source(missing):
                write_atomically(folder / name, content)
            return folder
        except _UnavailableError as reason:
            complaints.append(f"  - {reason}")
        except OSError as reason:
            complaints.append(f"  - {reason.strerror or reason}: {reason.filename or folder}")
        if source is _from_local_copy and os.environ.get(FOLDER_VARIABLE):
            break  # whoever names a folder wants that one, not a silent substitute
    raise DatasetError(
        "Fashion-MNIST is not available:\n"
        + "\n".join(complaints)
        + "\nWays out: connect to the internet and try again; install Debian's package "
        f"{DEBIAN_PACKAGE}; or put the four files (gzipped or not) into a folder and set "
        f"{FOLDER_VARIABLE} to it."
    )


def load(split: str) -> tuple[np.ndarray, np.ndarray]:
    """Read one split.

    Args:
        split: "train" (60,000 examples) or "test" (10,000).

    Returns:
        Images, uint8 of shape (examples, 28, 28), and labels, uint8 of shape (examples,).

    Raises:
        DatasetError: as `ensure` does.
    """
    folder, part = ensure(), {"train": "train", "test": "t10k"}[split]
    images = np.fromfile(folder / f"{part}-images-idx3-ubyte", dtype=np.uint8, offset=16)
    labels = np.fromfile(folder / f"{part}-labels-idx1-ubyte", dtype=np.uint8, offset=8)
    return images.reshape(-1, IMAGE_SIDE, IMAGE_SIDE), labels


class _UnavailableError(Exception):
    """One source doesn't have the files; the next is tried."""


def _is_valid(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == DIGESTS[file.name]


def _first_valid(name: str, candidates: Iterable[tuple[str, bytes]]) -> bytes:
    complaints = []
    for origin, content in candidates:
        try:
            if content.startswith(_GZIP_MAGIC):
                with gzip.open(io.BytesIO(content)) as stream:
                    content = stream.read(_MOST_BYTES)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            complaints.append(f"{origin}: damaged gzip data ({error})")
            continue
        digest = hashlib.sha256(content).hexdigest()
        if digest == DIGESTS[name]:
            return content
        complaints.append(f"{origin}: wrong content, SHA-256 {digest} is not {DIGESTS[name]}")
    raise _UnavailableError("; ".join(complaints))


def _from_local_copy(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else DEBIAN_FOLDER
    if not folder.is_dir():
        said = f" (named by {FOLDER_VARIABLE})" if named else ""
        raise _UnavailableError(f"no folder {folder}{said}")
    return _from_folder(folder, names)


def _from_folder(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        found = [file for file in (folder / name, folder / f"{name}.gz") if file.is_file()]
        if not found:
            raise _UnavailableError(f"{folder} has neither {name} nor {name}.gz")
        yield name, _first_valid(name, ((str(file), file.read_bytes()) for file in found))


def _from_mirrors(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    if os.environ.get("NINBOOK_OFFLINE"):
        raise _UnavailableError("mirrors not asked: NINBOOK_OFFLINE is set")
    return ((name, _first_valid(name, _download(f"{name}.gz"))) for name in names)


def _download(name: str) -> Iterator[tuple[str, bytes]]:
    complaints = []
    for mirror in MIRRORS:
        try:
            yield mirror + name, _fetch(mirror + name)
        except (OSError, ValueError, http.client.HTTPException) as error:
            complaints.append(f"{mirror}: {getattr(error, 'reason', error)}")
    raise _UnavailableError("no mirror has it: " + "; ".join(complaints))


def _fetch(address: str) -> bytes:
    content = io.BytesIO()
    with urllib.request.urlopen(address, timeout=_TIMEOUT_SECONDS) as response:
        size = int(response.headers.get("Content-Length") or 0)
        with wrap_file(response, size, description=address.rpartition("/")[2]) as stream:
            shutil.copyfileobj(stream, content)
    return content.getvalue()


def _from_debian(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    if os.environ.get("NINBOOK_OFFLINE"):
        raise _UnavailableError("Debian's package not asked for: NINBOOK_OFFLINE is set")
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg")
    if not (apt and dpkg):
        raise _UnavailableError("no Debian: apt-get and dpkg are not there")
    with tempfile.TemporaryDirectory(prefix="ninbook-", dir=cache_folder()) as scratch:

        def run(*command: str) -> None:
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr or done.stdout).strip().splitlines()[-1:]
                raise _UnavailableError(f"{Path(command[0]).name} failed: {' '.join(last)}")

        # The user _apt can't write into a home folder.
        run(apt, "-o", "APT::Sandbox::User=", "download", DEBIAN_PACKAGE)
        run(dpkg, "-x", *(file.name for file in Path(scratch).glob("*.deb")), ".")
        yield from _from_folder(Path(scratch, *DEBIAN_FOLDER.parts[1:]), names)
