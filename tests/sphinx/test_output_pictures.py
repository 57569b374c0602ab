from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from ninbook.cli.main import main
from ninbook.outputs import Store
from ninbook.plan import plan_page
from ninbook.source import Book, read_page
from ninbook.sphinx.output_forms import prefix_of
from tests.executions import executed, record_of

PAGE = Path("chapter/page.md")
PLOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
    '<rect id="{name}" width="9" height="9"/></svg>'
)
Freeze = Callable[[str], None]


@pytest.fixture
def freeze(book_folder: Path) -> Freeze:
    """Freezes executions of the page whose last cell draws a picture of a name."""

    def write(name: str) -> None:
        book = Book.open(book_folder)
        for plan in plan_page(book, read_page(book_folder, PAGE), book.tabs, "quick"):
            notebook = executed(plan)
            data = {"image/svg+xml": PLOT.format(name=name)}
            notebook.cells[-1].outputs = [nbformat.v4.new_output("display_data", data)]
            Store(book_folder).freeze(plan, notebook, record_of(plan))

    return write


def pictures(folder: Path) -> list[Path]:
    return sorted((folder / "build/sphinx_all/chapter").glob(f"{prefix_of(PAGE)}*"))


def shows(folder: Path, name: str) -> bool:
    files = {folder / "build/html/chapter/page.html", *(folder / "build/html").rglob("*.svg")}
    return any(f'id="{name}"' in file.read_text(encoding="utf-8") for file in files)


def test_a_page_shows_its_new_picture(
    book_folder: Path, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(file: Path, text: str) -> bool:
        raise KeyboardInterrupt

    freeze("first")
    assert main(["build", "html", "--no-eval"]) == 0
    text = (book_folder / "build/sphinx_all/chapter/page.nodes.json").read_bytes()
    assert len(pictures(book_folder)) == 4
    assert shows(book_folder, "first")
    freeze("other")
    assert main(["build", "html", "--no-eval"]) == 0
    assert (book_folder / "build/sphinx_all/chapter/page.nodes.json").read_bytes() == text
    assert shows(book_folder, "other")
    assert not shows(book_folder, "first")
    freeze("third")
    with monkeypatch.context() as patched:  # a build that is stopped between picture and page
        patched.setattr("ninbook.sphinx.sources.write_if_changed", stop)
        assert main(["build", "html", "--no-eval"]) == 130
    assert main(["build", "html", "--no-eval"]) == 0
    assert shows(book_folder, "third")
    assert not shows(book_folder, "other")


def test_sphinx_looks_at_the_page_and_not_at_its_pictures(
    book_folder: Path, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze("first")
    looked_at: list[str] = []
    is_file = Path.is_file

    def note(path: Path) -> bool:
        looked_at.append(path.name)
        return is_file(path)

    assert main(["build", "html", "--no-eval"]) == 0
    index = book_folder / "index.md"
    index.write_text(index.read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    monkeypatch.setattr(Path, "is_file", note)
    assert main(["build", "html", "--no-eval"]) == 0
    assert "square.svg" in looked_at
    assert {file.name for file in pictures(book_folder)}.isdisjoint(looked_at)


def test_pages_have_prefixes_of_their_own() -> None:
    names = [Path("a/nin.md"), Path("b/nin.md"), Path("b/vgg.md")]
    assert len({prefix_of(name) for name in names}) == 3
    assert prefix_of(names[0]) == prefix_of(Path("a/nin.md"))
