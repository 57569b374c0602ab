import gzip
import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from ninbook.dataset import digests, fashion_mnist
from ninbook.dataset.fashion_mnist import FOLDER_VARIABLE, DatasetError
from ninbook.dataset.mirrors import DIGESTS

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux can move its cache folder"
)
TEST_LABELS = "t10k-labels-idx1-ubyte"
Mirror = Callable[[Path | bytes], list[str]]


@pytest.fixture
def named(empty_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder named by the variable."""
    folder = tmp_path / "named"
    folder.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """Makes the next mirror to be asked, of a folder or of bytes that answer every request.

    Returns the list of paths that are asked for.
    """
    monkeypatch.setattr(fashion_mnist, "MIRRORS", ())
    servers: list[ThreadingHTTPServer] = []

    def start(content: Path | bytes) -> list[str]:
        asked: list[str] = []

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if isinstance(content, bytes):
                    self.wfile.write(content)
                else:
                    super().do_GET()

            def log_message(self, *args: object) -> None:
                asked.append(self.path)

        folder = None if isinstance(content, bytes) else content
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=folder))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        fashion_mnist.MIRRORS += (f"http://127.0.0.1:{server.server_port}/",)
        monkeypatch.delenv("NINBOOK_OFFLINE", raising=False)
        return asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def link_all(source: Path, target: Path) -> None:
    for path in source.iterdir():
        (target / path.name).symlink_to(path)


def replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def assert_complete(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == DIGESTS.keys()
    for name, digest in DIGESTS.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def complaint() -> str:
    with pytest.raises(DatasetError) as caught:
        fashion_mnist.ensure()
    message = str(caught.value)
    assert message.startswith("Fashion-MNIST is not available:\n")
    for way_out in ("connect to the internet", fashion_mnist.DEBIAN_PACKAGE, FOLDER_VARIABLE):
        assert way_out in message.split("Ways out: ")[1]
    return message


class TestCache:
    def test_hit_asks_no_source(
        self, full_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "missing"))
        assert fashion_mnist.ensure() == full_cache
        assert all((full_cache / name).is_symlink() for name in DIGESTS)

    @pytest.mark.parametrize("damage", ["changed", "truncated", "missing"])
    def test_damaged_file_alone_is_replaced(
        self, full_cache: Path, gzipped: Path, monkeypatch: pytest.MonkeyPatch, damage: str
    ) -> None:
        path = full_cache / TEST_LABELS
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.unlink()
        if damage != "missing":
            path.write_bytes(content if damage == "changed" else content[:-1])
        monkeypatch.setenv(FOLDER_VARIABLE, str(gzipped))
        assert fashion_mnist.ensure() == full_cache
        assert_complete(full_cache)
        written = [name for name in DIGESTS if not (full_cache / name).is_symlink()]
        assert written == [TEST_LABELS]

    def test_damaged_file_without_a_source(self, full_cache: Path) -> None:
        replace(full_cache / TEST_LABELS, b"short")
        complaint()


class TestNamedFolder:
    @pytest.mark.parametrize("kind", ["gzipped", "real_files"])
    def test_gzipped_and_plain_files(
        self, kind: str, named: Path, empty_cache: Path, request: pytest.FixtureRequest
    ) -> None:
        link_all(request.getfixturevalue(kind), named)
        assert fashion_mnist.ensure() == empty_cache
        assert_complete(empty_cache)

    def test_good_copy_beside_a_damaged_one(
        self, named: Path, empty_cache: Path, real_files: Path, gzipped: Path
    ) -> None:
        link_all(gzipped, named)
        link_all(real_files, named)
        replace(named / TEST_LABELS, b"damaged")
        fashion_mnist.ensure()
        assert_complete(empty_cache)

    @pytest.mark.parametrize("where", ["header", "middle", "end", "cut off"])
    def test_damaged_gzip(self, named: Path, empty_cache: Path, gzipped: Path, where: str) -> None:
        link_all(gzipped, named)
        path = named / f"{TEST_LABELS}.gz"
        content = bytearray(path.read_bytes())
        if where == "cut off":
            del content[len(content) // 2 :]
        else:
            start = {"header": 2, "middle": len(content) // 2, "end": len(content) - 8}[where]
            content[start : start + 8] = b"\xff" * 8
        replace(path, bytes(content))
        message = complaint()
        assert TEST_LABELS in message
        assert "damaged gzip data" in message or "wrong content" in message
        assert not (empty_cache / TEST_LABELS).exists()

    @pytest.mark.parametrize(
        "content", [b"", b"not the labels", gzip.compress(b"nor these", mtime=0)]
    )
    def test_wrong_file(self, named: Path, real_files: Path, content: bytes) -> None:
        link_all(real_files, named)
        replace(named / TEST_LABELS, content)
        assert f"{TEST_LABELS}: wrong content, SHA-256 " in complaint()

    def test_missing_folder(self, named: Path) -> None:
        named.rmdir()
        assert f"no folder {named} (named by {FOLDER_VARIABLE})" in complaint()

    def test_missing_file(self, named: Path, real_files: Path) -> None:
        link_all(real_files, named)
        (named / TEST_LABELS).unlink()
        assert f"{named} has neither {TEST_LABELS} nor {TEST_LABELS}.gz" in complaint()

    @pytest.mark.parametrize("name", ["missing", "x" * 300])
    def test_is_never_silently_replaced(
        self,
        empty_cache: Path,
        gzipped: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        mirror: Mirror,
        name: str,
    ) -> None:
        asked = mirror(gzipped)
        monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / name))
        complaint()
        assert asked == []


class TestSources:
    def test_debian_folder_comes_before_the_mirrors(
        self, empty_cache: Path, gzipped: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror
    ) -> None:
        asked = mirror(gzipped)
        monkeypatch.setattr(fashion_mnist, "DEBIAN_FOLDER", gzipped)
        fashion_mnist.ensure()
        assert_complete(empty_cache)
        assert asked == []

    def test_mirrors_are_asked_in_order(
        self, empty_cache: Path, gzipped: Path, tmp_path: Path, mirror: Mirror
    ) -> None:
        (tmp_path / "nothing").mkdir()
        asked_first = mirror(tmp_path / "nothing")
        asked_second, asked_third = mirror(gzipped), mirror(gzipped)
        fashion_mnist.ensure()
        assert_complete(empty_cache)
        names = [f"/{name}.gz" for name in DIGESTS]
        assert list(dict.fromkeys(asked_first)) == names
        assert (asked_second, asked_third) == (names, [])

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"no HTTP\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort",
            b"HTTP/1.1 200 OK\r\n\r\n<html>Please log in</html>",
        ],
        ids=["nothing", "no HTTP", "cut off", "short", "login page"],
    )
    def test_bad_mirror_does_not_stop_the_next(
        self, full_cache: Path, gzipped: Path, mirror: Mirror, answer: bytes
    ) -> None:
        (full_cache / TEST_LABELS).unlink()
        mirror(answer)
        asked = mirror(gzipped)
        fashion_mnist.ensure()
        assert_complete(full_cache)
        assert asked == [f"/{TEST_LABELS}.gz"]

    def test_offline_asks_no_mirror(
        self, empty_cache: Path, gzipped: Path, monkeypatch: pytest.MonkeyPatch, mirror: Mirror
    ) -> None:
        asked = mirror(gzipped)
        monkeypatch.setenv("NINBOOK_OFFLINE", "1")
        message = complaint()
        assert "mirrors not asked: NINBOOK_OFFLINE is set" in message
        assert f"no folder {fashion_mnist.DEBIAN_FOLDER}\n" in message
        assert asked == []

    @pytest.mark.parametrize("offline", [False, True])
    def test_debian_package_comes_last(
        self,
        full_cache: Path,
        tmp_path: Path,
        gzipped: Path,
        monkeypatch: pytest.MonkeyPatch,
        offline: bool,
    ) -> None:
        programs = tmp_path / "programs"
        programs.mkdir()
        folder = f".{fashion_mnist.DEBIAN_FOLDER}"
        scripts = {
            "apt-get": f"touch {tmp_path}/asked {fashion_mnist.DEBIAN_PACKAGE}_1_all.deb",
            "dpkg": f"mkdir -p {folder} && cp {gzipped}/* {folder}/",
        }
        for name, line in scripts.items():
            (programs / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{line}\n")
            (programs / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(programs))
        monkeypatch.setattr(fashion_mnist, "MIRRORS", ())
        if not offline:
            monkeypatch.delenv("NINBOOK_OFFLINE")
        (full_cache / TEST_LABELS).unlink()
        if offline:
            complaint()
        else:
            fashion_mnist.ensure()
            assert_complete(full_cache)
        assert (tmp_path / "asked").exists() != offline


class TestLoad:
    @pytest.mark.parametrize(("split", "per_class"), [("train", 6_000), ("test", 1_000)])
    def test_shapes_types_and_classes(self, full_cache: Path, split: str, per_class: int) -> None:
        images, labels = fashion_mnist.load(split)
        assert images.shape == (10 * per_class, 28, 28)
        assert labels.shape == (10 * per_class,)
        assert images.dtype == labels.dtype == np.uint8
        assert np.bincount(labels).tolist() == [per_class] * 10

    def test_agrees_with_the_files(self, full_cache: Path) -> None:
        images, labels = fashion_mnist.load("test")
        assert images.tobytes() == (full_cache / "t10k-images-idx3-ubyte").read_bytes()[16:]
        assert labels.tobytes() == (full_cache / TEST_LABELS).read_bytes()[8:]

    def test_unknown_split(self, full_cache: Path) -> None:
        with pytest.raises(KeyError, match="validation"):
            fashion_mnist.load("validation")

    def test_without_a_source(self, empty_cache: Path) -> None:
        with pytest.raises(DatasetError, match="not available"):
            fashion_mnist.load("train")


def test_the_digest_that_all_fingerprints_hold_is_the_same_for_ever() -> None:
    known = "d1fd84a877f3b78fa9a171b3de73f93e7b6f69ed94bada3feae9d96821401f5c"
    assert digests() == {"fashion-mnist": known}


def test_concurrent_calls_leave_one_good_copy(
    empty_cache: Path, gzipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(gzipped))
    failures: list[BaseException] = []

    def ensure() -> None:
        try:
            fashion_mnist.ensure()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ensure) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_complete(empty_cache)
