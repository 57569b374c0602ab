"""Compares pages as the builder reads them with pandoc's reading of what d2lbook gives it.

    .venv/bin/python benchmarks/dialect/compare_with_pandoc.py FOLDER [FOLDER ...]

Text, structure, formulas, code, tables, links and pictures of all Markdown files are compared.
Prints how often each kind of difference occurs, and whole each that no kind of
`docs/markdown.md` explains; then it exits with 1.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import model_side
import pandoc_side
from differences import differences, kinds_of

READER = "markdown-smart"
"""Pandoc's Markdown, without typographic quotes and dashes, which are counted apart."""
UNREADABLE = "pages that d2lbook can't read"
SMART = "typographic quotes and dashes"


def main(folders: list[str]) -> int:
    """Compare and report."""
    pages = [file for folder in folders for file in sorted(Path(folder).glob("[!.]*/**/*.md"))]
    pages += [file for folder in folders for file in sorted(Path(folder).glob("*.md"))]
    counts: Counter[str] = Counter()
    unexplained = 0
    for page, number, pandoc, model, kinds in compare(pages, counts):
        if kinds is None:
            unexplained += 1
            print(
                f"{page}:{number}", *(f"  pandoc: {line}" for line in pandoc.split("\n")), sep="\n"
            )
            print(*(f"  model:  {line}" for line in model.split("\n")), sep="\n")
        else:
            counts.update(kinds)
    print(f"{len(pages)} pages")
    for name, count in sorted(counts.items()):
        print(f"{count:6} {name}")
    print(f"{unexplained:6} unexplained")
    return 1 if unexplained else 0


def compare(
    pages: Iterable[Path], counts: Counter[str]
) -> Iterator[tuple[Path, int, str, str, list[str] | None]]:
    """Yield the differences of pages: page, line, pandoc's lines, the model's lines, their kinds.

    Args:
        pages: Markdown files.
        counts: gets what is counted apart.
    """
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    cells: dict[Path, list[str | None]] = {}
    for page, text in texts.items():
        try:
            cells[page] = pandoc_side.text_cells(text)
        except Exception:  # assertions, and errors of the libraries that d2lbook uses
            counts[UNREADABLE] += 1
            cells[page] = [text or None]
    asked = [text for page in texts for text in cells[page] if text is not None]
    answers = pandoc_side.read_all(
        [(form, text) for form in (READER, "markdown") for text in asked]
    )
    plain, smart = (
        {
            page: pandoc_side.lines_of([text and next(answers) for text in cells[page]])
            for page in texts
        }
        for _ in range(2)
    )
    for page, text in texts.items():
        counts[SMART] += sum(
            a != b for a, b in zip(plain[page].texts, smart[page].texts, strict=False)
        )
        for number, pandoc, model in differences(plain[page], model_side.lines_of(text)):
            yield page, number, pandoc, model, kinds_of(pandoc, model)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
