import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ninbook.dataset import fashion_mnist
from ninbook.dataset.mirrors import DIGESTS


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder with the four real files, taken before any test moves the cache."""
    return fashion_mnist.ensure()


@pytest.fixture(scope="session")
def gzipped(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four files, each gzipped."""
    folder = tmp_path_factory.mktemp("gzipped")
    for name in DIGESTS:
        content = gzip.compress((real_files / name).read_bytes(), compresslevel=1)
        (folder / f"{name}.gz").write_bytes(content)
    return folder


@pytest.fixture
def empty_cache(
    real_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty cache, no other source in reach; yields where the files will be."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NINBOOK_OFFLINE", "1")
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))
    monkeypatch.delenv(fashion_mnist.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(fashion_mnist, "DEBIAN_FOLDER", tmp_path / "no-debian")
    folder = fashion_mnist.cache_folder()
    assert folder == tmp_path / "cache" / "ninbook" / "fashion-mnist"
    yield folder
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)  # 55 MB, which pytest would keep


@pytest.fixture
def full_cache(real_files: Path, empty_cache: Path) -> Path:
    """A cache that holds all four files, as links to the real ones."""
    empty_cache.mkdir(parents=True)
    for name in DIGESTS:
        (empty_cache / name).symlink_to(real_files / name)
    return empty_cache
