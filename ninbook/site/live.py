"""Puts what a live network needs into the site, in one folder that is named by its content.

So a reader's browser never mixes files of two builds, and may keep them for as long as it likes.
"""

import gzip
import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import Any

from ninbook.directives.live import missing_marker, onnx_runtime
from ninbook.directives.live.outputs import block_outputs
from ninbook.directives.live.trained import Trained, trained_networks
from ninbook.directives.live.weights import WeightsError, weights_in
from ninbook.errors import BuildError
from ninbook.files.write import mirror, write_atomically
from ninbook.networks.network import places_of
from ninbook.networks.presets import LIVE_PRESETS
from ninbook.outputs import Store
from ninbook.site.assets.static_files import minified
from ninbook.source import Book
from ninbook.tools.npm import NpmError
from ninbook.words.words import words_in

FOLDER = "live"
"""Folder in the site, for all languages."""
IMAGES = "images.png"
_SOURCE = Path("static", "live")
"""A book's folder of test images; scripts and styles in it replace those of this package."""
_NEEDED = (IMAGES, "images.json")
_SCRIPTS = Path(onnx_runtime.__file__).with_name("static")
LivePages = dict[str, dict[str, Any]]
"""What `publish_live` returns."""
_CODE = ("networks", "directives/live")
"""What a network's file depends on besides its weights, in this package."""


def prepare_live(book: Book, store: Store) -> None:
    """Make the networks' files, which `publish_live` then finds in the cache."""
    for networks in _trained(book, store).values():
        _models(book, store, networks)


def publish_live(
    book: Book, store: Store, site: Path, prepared: Callable[[], object] | None = None
) -> LivePages:
    """Write what pages with a live network need, and removes what earlier builds wrote.

    Args:
        book: the book.
        store: its frozen outputs.
        site: the site's folder.
        prepared: waits for `prepare_live`, if that is at work.

    Returns:
        For each page that has such a network, by its name: ``folder``, relative to the site's
        root; ``settings``, files in it by language; ``megabytes`` to download for the first of its
        networks. The others come when a reader wants to compare.

    Raises:
        BuildError: frozen weights are not those of the network that a page names.
    """
    if prepared is not None:
        with suppress(Exception):  # what it is comes up again here
            prepared()
    trained = _trained(book, store)
    runtime = _runtime() if trained else {}
    marker = missing_marker(book)
    if trained and not runtime:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    else:
        marker.unlink(missing_ok=True)
    if not runtime:
        mirror(site / FOLDER, {})
        return {}
    files = {name: file.read_bytes() for name, file in runtime.items()} | _own_files(book)
    pages: LivePages = {}
    for page, networks in trained.items():
        models = _models(book, store, networks)
        files |= {_file_of(name, networks[name]): content for name, content in models.items()}
        first = next(iter(models.values()))
        loaded = [files[onnx_runtime.PROGRAM], files[onnx_runtime.SCRIPT], first]
        sizes = {name: len(content) for name, content in models.items()}
        settings = {language: f"{page}.{language}.json" for language in book.languages}
        for language, file in settings.items():
            files[file] = _settings(book, language, networks, sizes, len(loaded[0]))
        megabytes = round(sum(map(len, loaded)) / 1e6, 1)
        pages[page] = {"settings": settings, "megabytes": megabytes}
    folder = f"{FOLDER}/{_write(site / FOLDER, files)}"
    return {page: {"folder": folder, **about} for page, about in pages.items()}


def _trained(book: Book, store: Store) -> dict[str, Mapping[str, Trained]]:
    if not all((book.root / _SOURCE / name).is_file() for name in _NEEDED):
        return {}
    pages = (book.page(path) for path in book.pages)
    found = {page.name: trained_networks(book, store, page) for page in pages}
    return {name: networks for name, networks in found.items() if networks}


@cache
def _runtime() -> Mapping[str, Path]:
    """The runtime's files; none if it can't be had, which is said once."""
    try:
        return onnx_runtime.runtime_files()
    except (NpmError, OSError) as error:
        reason = f"ONNX Runtime Web is unavailable ({error})"
        print(f"warning: the site has no live network: {reason}", file=sys.stderr)
        return {}


def _own_files(book: Book) -> dict[str, bytes]:
    found = {}
    for folder in (_SCRIPTS, book.root / _SOURCE):
        for file in sorted(folder.iterdir()):
            if file.suffix in (".js", ".css"):
                found[file.name] = minified(file).encode()
    return {**found, IMAGES: (book.root / _SOURCE / IMAGES).read_bytes()}


def _file_of(name: str, trained: Trained) -> str:
    return f"{name}-{trained.digest[:12]}.onnx.gz"


def _models(book: Book, store: Store, networks: Mapping[str, Trained]) -> dict[str, bytes]:
    with ThreadPoolExecutor() as pool:  # most of the time is compression's
        made = pool.map(partial(_model, book, store), networks, networks.values())
        return dict(zip(networks, made, strict=True))


def _model(book: Book, store: Store, name: str, trained: Trained) -> bytes:
    """A network's file, packed; made once for the same weights and the same code."""
    key = hashlib.sha256(f"{name} {trained.digest} {_code()}".encode()).hexdigest()
    folder = book.common_folder / "cache" / FOLDER
    for kept in folder.glob(f"{key}.*.onnx.gz"):  # its name says what it must hold
        packed = kept.read_bytes()
        if kept.name == _kept_name(key, packed):
            return packed
        kept.unlink()
    from ninbook.directives.live.onnx_file import onnx_file  # loads the onnx package

    network = LIVE_PRESETS[name].network
    content = store.weights(trained.execution)[trained.digest]
    try:
        made = onnx_file(network, weights_in(content, network))
    except WeightsError as error:
        raise BuildError(f"{trained.execution.path.as_posix()}:1: {error}") from error
    packed = gzip.compress(made, mtime=0)
    write_atomically(folder / _kept_name(key, packed), packed)
    return packed


def _kept_name(key: str, packed: bytes) -> str:
    return f"{key}.{hashlib.sha256(packed).hexdigest()}.onnx.gz"


@cache
def _code() -> str:
    package = Path(__file__).parents[1]
    files = sorted(file for name in _CODE for file in package.glob(f"{name}/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _settings(
    book: Book,
    language: str,
    networks: Mapping[str, Trained],
    sizes: Mapping[str, int],
    runtime_bytes: int,
) -> bytes:
    """What the panel starts from, in one language."""
    images = (book.root / _SOURCE / "images.json").read_text(encoding="utf-8")
    found = {
        "words": dict(words_in("directives/live", language)),
        "runtime": onnx_runtime.PROGRAM,
        "runtimeBytes": runtime_bytes,
        "images": {"file": IMAGES, **json.loads(images)},
        "networks": [
            {
                "name": name,
                "file": _file_of(name, trained),
                "bytes": sizes[name],
                "accuracy": trained.accuracy,
                **_description(name),
            }
            for name, trained in networks.items()
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True).encode()


def _description(name: str) -> dict[str, Any]:
    """The blocks whose maps a network gives, the places of the last maps, and the kind of head."""
    network = LIVE_PRESETS[name].network
    return {
        "size": network.size,
        "blocks": [asdict(block) for block in block_outputs(network).values()],
        "places": asdict(places_of(network)[-1]),
        "averages": not network.dense,
    }


def _write(root: Path, files: Mapping[str, bytes]) -> str:
    """Write the files into a folder that their content names, and nothing else beside it."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0".encode() + hashlib.sha256(content).digest())
    name = digest.hexdigest()[:12]
    mirror(root, {f"{name}/{file}": content for file, content in files.items()})
    return name
