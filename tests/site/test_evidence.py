import shutil
from pathlib import Path

from ninbook.outputs import SUMS, Store
from ninbook.site.evidence import publish_evidence
from ninbook.source import Book
from tests.executions import freeze_all
from tests.projects import files_of


def test_the_site_holds_the_frozen_notebooks(book_folder: Path, tmp_path: Path) -> None:
    freeze_all(book_folder)
    store = Store(book_folder)
    (book_folder / "outputs" / "chapter" / "page.jax.full.safetensors").write_bytes(b"weights")
    publish_evidence(store, tmp_path / "site")
    names = [f"outputs/chapter/page.{tab}.quick.ipynb" for tab in Book.open(book_folder).tabs]
    found = files_of(tmp_path / "site")
    assert sorted(found) == sorted([f"outputs/{SUMS}", *names])
    assert all(found[name] == (book_folder / name).read_bytes() for name in found)


def test_what_is_gone_from_the_store_leaves_the_site(book_folder: Path, tmp_path: Path) -> None:
    freeze_all(book_folder)
    publish_evidence(Store(book_folder), tmp_path / "site")
    Store(book_folder).remove(Path("outputs/chapter/page.jax.quick.ipynb"))
    publish_evidence(Store(book_folder), tmp_path / "site")
    assert not [name for name in files_of(tmp_path / "site") if "jax" in name]
    shutil.rmtree(book_folder / "outputs")
    publish_evidence(Store(book_folder), tmp_path / "site")
    assert files_of(tmp_path / "site") == {}
