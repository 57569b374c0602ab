import json
import re
from pathlib import Path

import nbformat
import pytest

from ninbook.build.targets import build_targets
from ninbook.cli import main
from ninbook.outputs import Store
from ninbook.source import Book
from tests.editing import edit
from tests.executions import freeze_all
from tests.projects import write_book


@pytest.fixture
def marked(book_folder: Path) -> Path:
    """The small book with slide marks in its page."""
    page = book_folder / "chapter" / "page.md"
    old = "LeNet (:numref:`sec_lenet`) is older than"
    edit(page, old, "[**LeNet is old.**] (**It has $x^2$.**)\nNot")
    results = "## [**Results**]\n\n(~~---~~)\n\n(**Now the results.**)\n"
    amid = "Amid a (**text ![tiny](../img/square.svg) stands.**)"
    edit(page, "Now the results.", f"{amid}\n\n{results}")
    described = "![A square by :citet:`Lin.Chen.Yan.2013`.](../img/square.svg)"
    edit(page, "![A square.]", f"(~~{described}~~)\n\n![A square.]")
    return book_folder


def build(folder: Path, tab: str = "jax") -> str:
    build_targets(Book.open(folder), Store(folder), ["slides"], tab)
    return (folder / f"build/slides_{tab}/chapter/page.html").read_text(encoding="utf-8")


def sections(html: str) -> list[str]:
    return re.findall(r"<section\b.*?</section>", html, re.DOTALL)


def test_a_deck_and_d2lbooks_notebook_stand_side_by_side(marked: Path) -> None:
    freeze_all(marked)
    html = build(marked)
    folder = marked / "build/slides_jax/chapter"
    assert {file.name for file in folder.iterdir()} == {"page.html", "page.ipynb", "rise.css"}
    notebook = nbformat.read(folder / "page.ipynb", 4)
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in notebook.cells]
    assert kinds.count("slide") == 2
    assert "rise" in notebook.metadata
    assert not (marked / "build/slides_jax/index.html").exists(), "no marks, no slides"
    assert "reveal.js" in html and "Reveal.initialize(" in html


def test_links_within_a_page_are_text_in_the_notebook(marked: Path) -> None:
    page, old = marked / "chapter" / "page.md", "(**It has $x^2$.**)"
    edit(page, old, "(**It has $x^2$ :cite:`Lin.Chen.Yan.2013` [here](#results).**)")
    build(marked)
    notebook = (marked / "build/slides_jax/chapter/page.ipynb").read_text(encoding="utf-8")
    assert "$x^2$ (Lin et al., 2013) here" in notebook


def test_a_deck_asks_nothing_of_anybody(marked: Path) -> None:
    html = build(marked)
    assert html.count("<svg") == 2
    code = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r'(?:src|href)="(?!#|data:)', code)
    assert not re.search(r"@import|url\((?!data:)", code)
    assert html.count("</script>") == html.count("<script>") == 2


def test_marks_become_points_and_headings(marked: Path) -> None:
    freeze_all(marked)
    cover, *slides = sections(build(marked))
    assert "<h1>Doubling</h1>" in cover and "JAX" in cover and "The authors" in cover
    first, last = slides[0], slides[-1]
    assert "Doubling</h2>" in first, "a slide without a heading has the page's"
    assert "<li>LeNet is old</li>" in first
    assert "<math" in first and "$" not in first
    described = "A square by Lin et al. (2013)."
    assert re.search(rf'<svg [^>]*aria-label="{re.escape(described)}"', "".join(slides))
    assert "Results</h2>" in last and "Now the results" in last
    assert "Words for" not in "".join(slides), "what has no mark"


def test_a_slide_in_a_section_has_its_heading(marked: Path) -> None:
    page = marked / "chapter" / "page.md"
    ending = "```{.python .input}\n%%tab all\nx = 1\n```\n\n(**One ends it.**)\n"
    page.write_text(f"{page.read_text()}\n{ending}\n## [**Then**]\n\n(~~---~~)\n")
    *_, ending, then = sections(build(marked))
    assert "One ends it" in ending and ">Results</h2>" in ending
    assert ">Then</h2>" in then


def test_code_has_its_output_and_what_made_it(marked: Path) -> None:
    freeze_all(marked)
    slides = "".join(sections(build(marked)))
    assert "first output of jax (quick)" in slides and "later output of jax (quick)" in slides
    assert '<p class="provenance quick"' in slides and "not a full training" in slides


def test_code_that_was_not_executed_is_said_to_be(marked: Path) -> None:
    slides = "".join(sections(build(marked)))
    assert '<p class="provenance stale"' in slides
    assert "Not executed yet" in slides


def test_a_translation_has_slides_in_its_language(translated_folder: Path) -> None:
    for name, old in (("nin.md", "The first sentence."), ("nin.ko.md", "첫 문장입니다.")):
        edit(translated_folder / "chapter" / name, old, f"[**{old}**]")
    assert main(["build", "slides", "--no-eval", "--tab", "jax"]) == 0
    korean = Path("build/ko/slides_jax/chapter/nin.html").read_text(encoding="utf-8")
    assert '<html lang="ko">' in korean and "<li>첫 문장입니다</li>" in korean
    english = Path("build/slides_jax/chapter/nin.html").read_text(encoding="utf-8")
    assert "<li>The first sentence</li>" in english


def test_marks_that_are_not_closed_are_text(marked: Path) -> None:
    edit(marked / "chapter" / "page.md", "[**LeNet is old.**]", "[**LeNet is old.")
    assert "LeNet is old" not in "".join(sections(build(marked))), "`check` names it"


def test_slides_of_a_page_that_lost_its_marks_are_removed(marked: Path) -> None:
    build(marked)
    write_book(marked)
    build_targets(Book.open(marked), Store(marked), ["slides"], "jax")
    left = [file.suffix for file in (marked / "build/slides_jax").rglob("*") if file.is_file()]
    assert ".html" not in left and ".ipynb" not in left


def test_a_book_without_tabs_has_slides_with_its_corners(marked: Path) -> None:
    edit(marked / "config.ini", "tabs = pytorch, mxnet, tensorflow, jax", "tabs =")
    edit(marked / "config.ini", "[pdf]", "[slides]\ntop_right = <b>Corner</b>\n\n[pdf]")
    page = "# Plain\n\n[**One point.**]\n\n```{.python .input}\nx = '{{SLIDES}}'\n```\n"
    (marked / "chapter" / "page.md").write_text(page)
    build_targets(Book.open(marked), Store(marked), ["slides"])
    html = Path("build/slides/chapter/page.html").read_text(encoding="utf-8")
    assert "<b>Corner</b>" in html and "<li>One point</li>" in html
    assert "{{SLIDES}}" in re.sub(r"<[^>]*>", "", html), "code that looks like a template"


def test_the_same_page_gives_the_same_deck(marked: Path) -> None:
    html = build(marked)
    notebook = (marked / "build/slides_jax/chapter/page.ipynb").read_text()
    assert build(marked) == html
    again = (marked / "build/slides_jax/chapter/page.ipynb").read_text()
    assert json.loads(again)["cells"] == json.loads(notebook)["cells"]
