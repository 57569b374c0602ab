"""Compares a built site with its book's Markdown, read here by other means than the builder's.

    .venv/bin/python benchmarks/whole_book.py BOOK

For each page: displayed formulas, works cited, references by number, and lines of code of each
tab that the page has code of its own for. Build the site first: `build html --no-eval`.
It prints each difference and the sums.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from contextlib import chdir
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ninbook.source import Book

_FENCE = re.compile(r"^(?P<mark>`{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=mark)[ ]*$", re.M | re.S)
_DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.S)
_CITED = re.compile(r":cite(?:t|p)?:`([^`]+)`")
_NUMBERED = re.compile(r":(?:numref|eqref):`([^`]+)`")
_TAB = re.compile(r"^(?:%%tab|#@tab)\s+(.+)$", re.M)
_CHOSEN = re.compile(r"interact_select\((.*?)\)", re.S)


def in_source(text: str, tabs: list[str]) -> Counter[str]:
    """Count what a page's Markdown holds."""
    found: Counter[str] = Counter()
    chosen = _CHOSEN.search(text)
    cells = [fence["body"] for fence in _FENCE.finditer(text) if ".input" in fence["info"]]
    named = {tab for cell in cells for tab in _names(cell) or tabs[:1]}
    own = re.findall(r"\w+", chosen[1]) if chosen else [tab for tab in tabs if tab in named] or tabs
    for cell in cells:
        names = _names(cell) or own[:1]
        for tab in own if names == ["all"] else set(names) & set(own):
            found[f"lines {tab}"] += 0 if "interact_select" in cell else _lines(_TAB.sub("", cell))
    prose = _FENCE.sub("", text)
    formulas = _DISPLAYED.findall(prose)
    prose = _DISPLAYED.sub("", prose)
    found["formulas"] = len(formulas)
    found["citations"] = sum(len(keys.split(",")) for keys in _CITED.findall(prose))
    found["references"] = len(_NUMBERED.findall(prose))
    return found


def _names(cell: str) -> list[str]:
    named = _TAB.search(cell)
    return re.split(r"[,\s]+", named[1].strip()) if named else []


def in_site(html: str, tabs: list[str]) -> Counter[str]:
    """Count what a page of the site shows; code outside of tabs is that of each in ``tabs``."""
    body = LexborHTMLParser(html).css_first("article")
    assert body is not None
    equations = body.css("a[href*='#equation-']:not(.headerlink)")
    found = Counter(
        {
            "formulas": len(body.css("div.math")),
            "citations": len(body.css(".bibtex-citation a.reference")),
            "references": len(body.css("a.reference .std-numref")) + len(equations),
        }
    )
    for code in body.css("div.highlight-default pre"):
        of = _tab_of(code)
        for tab in {of} & {*tabs} if of else tabs:
            found[f"lines {tab}"] += _lines(code.text())
    return found


def _lines(code: str) -> int:
    return sum(bool(line.strip()) for line in code.splitlines())


def _tab_of(node: LexborNode) -> str:
    parent = node.parent
    while parent is not None and "data-framework" not in parent.attributes:
        parent = parent.parent
    return (parent.attributes["data-framework"] or "") if parent is not None else ""


def main(root: Path) -> None:
    """Compare all pages and print what differs."""
    with chdir(root):
        book = Book.open(Path.cwd())
        site, tabs = book.site_folder("all"), book.tabs
        wanted, shown, differing = Counter[str](), Counter[str](), 0
        for page in book.pages:
            source = in_source(book.content(page).decode(), tabs)
            if b"tab.selected" in book.content(page):  # cells of which each tab shows a part
                source = Counter({k: n for k, n in source.items() if not k.startswith("lines")})
            html = (site / page.with_suffix(".html")).read_text("utf-8")
            built = in_site(html, [tab for tab in tabs if source[f"lines {tab}"]])
            wanted, shown = wanted + source, shown + built
            wrong = {
                kind: (source[kind], built[kind])
                for kind in source | built
                if source[kind] != built[kind]
            }
            differing += bool(wrong)
            for kind, (here, there) in sorted(wrong.items()):
                print(f"{page}: {kind}: {here} in the Markdown, {there} on the page")
    for kind in sorted(wanted | shown):
        print(f"{kind:16} {wanted[kind]:6} {shown[kind]:6}")
    print(f"{differing} of {len(book.pages)} pages differ")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
