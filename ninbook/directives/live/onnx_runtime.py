"""ONNX Runtime Web, which runs networks in a browser: brought in from npm once, then cached."""

import gzip
import hashlib
import tempfile
from contextlib import suppress
from pathlib import Path

from ninbook.files.user_cache import cache_folder
from ninbook.tools import npm

LOCK = Path(__file__).resolve().parents[2] / "requirements" / "browser"
SCRIPT = "ort.wasm.bundle.js"
"""Its script; under the suffix of npm's file, some servers would not call it a script."""
PROGRAM = "ort.wasm.gz"
"""Its compiled part, packed, so that it is small on servers that pack nothing."""
_SOURCES = {
    SCRIPT: "ort.wasm.bundle.min.mjs",
    PROGRAM: "ort-wasm-simd-threaded.wasm",
}


def cached() -> Path:
    """Return the folder in the user's cache that has the runtime's files, or will have them."""
    lock = hashlib.sha256((LOCK / "package-lock.json").read_bytes()).hexdigest()
    return cache_folder("onnxruntime-web") / lock[:12]


def runtime_files() -> dict[str, Path]:
    """Return the runtime's files by their names in the site, from the user's cache or from npm.

    Raises:
        NpmError: they are not in the cache and can't be had.
    """
    folder = cached()
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=folder.parent) as scratch:
            npm.install(LOCK, Path(scratch))
            _collect(Path(scratch, "node_modules", "onnxruntime-web"), Path(scratch, "files"))
            with suppress(OSError):  # another build was faster
                Path(scratch, "files").rename(folder)
    return {file.name: file for file in sorted(folder.iterdir())}


def _collect(package: Path, folder: Path) -> None:
    folder.mkdir()
    for name, source in _SOURCES.items():
        content = (package / "dist" / source).read_bytes()
        packed = gzip.compress(content, mtime=0) if name.endswith(".gz") else content
        (folder / name).write_bytes(packed)
