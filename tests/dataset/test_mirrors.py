from pathlib import Path

import numpy as np
import pytest

from ninbook.dataset import fashion_mnist, mirrors


@pytest.fixture
def reader(tmp_path: Path, gzipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder; the first mirror has nothing, the second one all."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    monkeypatch.chdir(folder)
    empty = tmp_path / "empty"
    monkeypatch.setattr(mirrors, "MIRRORS", (f"{empty.as_uri()}/", f"{gzipped.as_uri()}/"))
    return folder


def test_a_reader_loads_what_the_book_does_and_keeps_it(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mirror in (mirrors.MIRRORS, ()):  # the second time without any
        monkeypatch.setattr(mirrors, "MIRRORS", mirror)
        for split in ("train", "test"):
            for found, expected in zip(
                mirrors.load_fashion_mnist(split), fashion_mnist.load(split)
            ):
                assert np.array_equal(found, expected)


def test_what_is_damaged_is_fetched_again(reader: Path) -> None:
    _, labels = mirrors.load_fashion_mnist("test")
    kept = mirrors.FOLDER / "t10k-labels-idx1-ubyte"
    content = kept.read_bytes()
    kept.write_bytes(content[:-1])
    assert np.array_equal(mirrors.load_fashion_mnist("test")[1], labels)
    assert kept.read_bytes() == content


def test_without_a_mirror_the_missing_file_is_named(
    reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirrors, "MIRRORS", mirrors.MIRRORS[:1])
    with pytest.raises(RuntimeError, match="No mirror has t10k-images-idx3-ubyte"):
        mirrors.load_fashion_mnist("test")
