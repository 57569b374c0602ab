from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ninbook.build.targets import build_targets
from ninbook.outputs import PageStates, Store
from ninbook.render import numbers as numbers_module
from ninbook.render.numbers import Numbers, Target, numbered, plain
from ninbook.source import Book


def numbers_of(folder: Path, **pages: str) -> Numbers:
    for name, text in pages.items():
        file = folder / f"{name.replace('__', '/')}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Numbers(Book.open(folder))


def test_sections_figures_and_equations_of_a_book(book_folder: Path) -> None:
    numbers = numbers_of(book_folder)
    page = Path("chapter/page.md")
    assert numbers.targets["sec_page"] == Target("section", page, "1", "Doubling")
    assert numbers.targets["fig_square"] == Target("figure", page, "1.1", "A square.")
    assert numbers.targets["eq_double"] == Target("equation", page, "1.1", "")
    assert numbers.title(page) == "1. Doubling"
    assert numbers.title(Path("index.md")) == "Small Book"


def test_pages_under_a_page_count_after_its_own_sections(book_folder: Path) -> None:
    numbers = numbers_of(
        book_folder,
        chapter__page=(
            "# Chapter\n:label:`chap`\n\n## Own\n:label:`own`\n\n```toc\n\nsub\n```\n\n"
            "## After\n:label:`after`\n"
        ),
        chapter__sub="# Sub\n:label:`sub`\n\n## Part\n:label:`part`\n\n### Deep\n:label:`deep`\n",
    )
    found = {label: target.number for label, target in numbers.targets.items()}
    assert found["chap"] == "1"
    assert found["own"] == "1.1"
    assert (found["sub"], found["part"], found["deep"]) == ("1.1.1", "1.1.1.1", "1.1.1.1.1")
    assert found["after"] == "1.2"


def test_captioned_figures_and_tables_count_and_others_do_not(book_folder: Path) -> None:
    numbers = numbers_of(
        book_folder,
        chapter__page=(
            "# A\n\n![](a.svg)\n\n![One, no label.](a.svg)\n\n## B\n\n"
            "![Two $[0,1]$.](b.svg)\n:width:`10px`\n:label:`two`\n\n"
            "| x |\n|---|\n| 1 |\n:A caption\n:label:`tab`\n\n"
            "Text ![inline](c.svg) here.\n:label:`nowhere`\n"
        ),
    )
    page = Path("chapter/page.md")
    assert numbers.targets["two"] == Target("figure", page, "1.1.1", "Two $[0,1]$.")
    assert numbers.targets["tab"] == Target("table", page, "1.1.1", "A caption")
    assert numbers.at(page, "figure", "One, no label.") == "1.1"
    assert "nowhere" not in numbers.targets


def test_the_label_of_an_equation_may_stand_on_its_line_or_in_a_list(book_folder: Path) -> None:
    text = "# A\n\n$$x$$ :eqlabel:`one`\n\n* B\n  $$y$$\n  :eqlabel:`two`\n"
    targets = numbers_of(book_folder, chapter__page=text).targets
    assert (targets["one"].number, targets["two"].number) == ("1.1", "1.2")


FORMULAS = """# A

$$one$$

Words, $$two$$ and `$$none$$`.

$$
three
# B
$$
:eqlabel:`three`

(~~$$none$$~~)

- C
  $$four$$
  :eqlabel:`four`

## D

$$five$$ $$six$$

$$seven$$
:eqlabel:`seven`
"""


def test_formulas_without_a_label_count_too(book_folder: Path) -> None:
    targets = numbers_of(book_folder, chapter__page=FORMULAS).targets
    found = {label: targets[label].number for label in ("three", "four", "seven")}
    assert found == {"three": "1.3", "four": "1.4", "seven": "1.1.3"}
    build_targets(Book.open(book_folder), Store(book_folder), ["html"])
    page = (book_folder / "build/html/chapter/page.html").read_text(encoding="utf-8")
    shown = re.findall(r'class="eqno">\(([\d.]+)\)', page)
    assert shown == ["1.1", "1.2", "1.3", "1.4", "1.1.1", "1.1.2", "1.1.3"]


def test_a_caption_may_stand_above_its_table(book_folder: Path) -> None:
    table = "| x |\n|---|\n| 1 |\n"
    text = f"# A\n\n:Above\n:label:`one`\n\n{table}\n:Parted\n\n{table}:label:`two`\n"
    targets = numbers_of(book_folder, chapter__page=text).targets
    page = Path("chapter/page.md")
    assert targets["one"] == Target("table", page, "1.1", "Above")
    assert targets["two"] == Target("table", page, "1.2", "Parted")


def test_code_is_not_looked_into(book_folder: Path) -> None:
    code = "# A\n\n```python\n# Comment\n![x](y.svg)\n:label:`z`\n```\n\n## B\n:label:`b`\n"
    numbers = numbers_of(book_folder, chapter__page=code)
    assert "z" not in numbers.targets
    assert numbers.targets["b"].number == "1.1"


def test_a_book_without_numbers_has_titles(book_folder: Path) -> None:
    index = book_folder / "index.md"
    index.write_text(index.read_text().replace(":numbered:\n", ""))
    numbers = numbers_of(book_folder)
    assert numbers.targets["sec_page"].number == ""
    assert numbers.targets["fig_square"].number == "1"
    assert numbers.title(Path("chapter/page.md")) == "Doubling"


def test_contents_to_a_depth(book_folder: Path) -> None:
    numbers = numbers_of(
        book_folder,
        chapter__page="# Chapter\n\n```toc\n\nsub\nmissing\n```\n",
        chapter__sub="# Sub\n",
    )
    page, sub = Path("chapter/page.md"), Path("chapter/sub.md")
    everything = [(0, page), (1, sub), (0, Path("references.md"))]
    assert list(numbers.entries(Path("index.md"), 2)) == everything
    assert [depth for depth, _ in numbers.entries(Path("index.md"), 1)] == [0, 0]


def test_translations_have_the_same_numbers(translated_folder: Path) -> None:
    book = Book.open(translated_folder)
    english, korean = Numbers(book), Numbers(book.in_language("ko"))
    assert english.targets.keys() == korean.targets.keys()
    for label, target in english.targets.items():
        assert korean.targets[label].number == target.number
    assert korean.targets["sec_small_nin"].title == "네트워크 인 네트워크"
    assert english.digest != korean.digest


@pytest.mark.parametrize(
    ("title", "expected"), [("[**Bold**] and (~~gone~~)", "Bold and gone"), ("Plain", "Plain")]
)
def test_slide_marks_are_no_part_of_a_title(title: str, expected: str) -> None:
    assert plain(title) == expected


def test_a_heading_with_its_number() -> None:
    assert numbered("1.2", "A") == "1.2. A"
    assert numbered("", "A") == "A"


def test_what_a_page_numbers_is_remembered(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remembered() -> Numbers:
        book = Book.open(book_folder)
        return Numbers(book, PageStates(book, Store(book_folder)))

    searched: list[str] = []
    search = numbers_module._items

    def note(text: str) -> Any:
        searched.append(text.partition("\n")[0])
        return search(text)

    monkeypatch.setattr(numbers_module, "_items", note)
    first = remembered()
    assert len(searched) == 3
    searched.clear()
    assert remembered().targets == first.targets
    assert searched == []
    page = book_folder / "chapter/page.md"
    page.write_text(page.read_text("utf-8").replace("Now the results.", "## Results"), "utf-8")
    again = remembered()
    assert searched == ["# Doubling"]
    assert again.at(Path("chapter/page.md"), "section", "Results") == "1.1"
    assert again.targets == Numbers(Book.open(book_folder)).targets
