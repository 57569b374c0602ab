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
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
SIZES = {
    "train-images-idx3-ubyte": 47_040_016,
    "train-labels-idx1-ubyte": 60_008,
    "t10k-images-idx3-ubyte": 7_840_016,
    "t10k-labels-idx1-ubyte": 10_008,
}
"""Bytes of the files, decompressed."""
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
    if all(_is_valid(folder / name) for name in SIZES):
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    complaints: list[str] = []
    for source in (_from_local_copy, _from_mirrors, _from_debian):
        try:
            with source() as find:
                for name in SIZES:
                    if not _is_valid(folder / name):
                        write_atomically(folder / name, _first_valid(name, find(name)))
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


Finder = Callable[[str], Iterable[tuple[str, bytes]]]
_GZIP_MAGIC = b"\x1f\x8b"


def _is_valid(path: Path) -> bool:
    try:
        if path.stat().st_size != SIZES[path.name]:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == DIGESTS[path.name]
    except FileNotFoundError:
        return False


def _unpacked(content: bytes, size: int) -> bytes:
    """Unpack no more than a file has, and one byte, by which it is known to have more."""
    with gzip.open(io.BytesIO(content)) as stream:
        return stream.read(size + 1)


def _first_valid(name: str, candidates: Iterable[tuple[str, bytes]]) -> bytes:
    complaints = []
    for origin, content in candidates:
        try:
            plain = _unpacked(content, SIZES[name]) if content[:2] == _GZIP_MAGIC else content
        except (OSError, EOFError, ValueError, zlib.error) as error:
            complaints.append(f"{origin}: damaged gzip data ({error})")
            continue
        digest = hashlib.sha256(plain).hexdigest()
        if digest == DIGESTS[name]:
            return plain
        complaints.append(f"{origin}: wrong content, SHA-256 {digest} is not {DIGESTS[name]}")
    raise _UnavailableError("; ".join(complaints) or f"{name} is not there")


@contextmanager
def _from_local_copy() -> Iterator[Finder]:
    named = os.environ.get(FOLDER_VARIABLE)
    folder = Path(named) if named else DEBIAN_FOLDER
    if not folder.is_dir():
        raise _UnavailableError(
            f"no folder {folder}" + (f" (named by {FOLDER_VARIABLE})" if named else "")
        )
    yield lambda name: _read_from(folder, name)


def _read_from(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    found = [file for file in (folder / name, folder / f"{name}.gz") if file.is_file()]
    if not found:
        raise _UnavailableError(f"{folder} has neither {name} nor {name}.gz")
    for file in found:
        yield str(file), file.read_bytes()


@contextmanager
def _from_mirrors() -> Iterator[Finder]:
    if os.environ.get("NINBOOK_OFFLINE"):
        raise _UnavailableError("mirrors not asked: NINBOOK_OFFLINE is set")
    yield lambda name: _download(f"{name}.gz")


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


@contextmanager
def _from_debian() -> Iterator[Finder]:
    if os.environ.get("NINBOOK_OFFLINE"):
        raise _UnavailableError("Debian's package not asked for: NINBOOK_OFFLINE is set")
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg")
    if not (apt and dpkg):
        raise _UnavailableError("no Debian: apt-get and dpkg are not there")
    with tempfile.TemporaryDirectory(prefix="ninbook-", dir=cache_folder()) as scratch:
        options = ["-o", "APT::Sandbox::User="]  # the _apt user can't write into a home folder
        for command in (
            [apt, *options, "download", DEBIAN_PACKAGE],
            [dpkg, "-x", f"{DEBIAN_PACKAGE}.deb", "."],
        ):
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr or done.stdout).strip().splitlines()[-1:]
                raise _UnavailableError(f"{Path(command[0]).name} failed: {' '.join(last)}")
            for package in Path(scratch).glob("*_*.deb"):
                package.rename(Path(scratch) / f"{DEBIAN_PACKAGE}.deb")
        folder = Path(scratch, *DEBIAN_FOLDER.parts[1:])
        yield lambda name: _read_from(folder, name)
