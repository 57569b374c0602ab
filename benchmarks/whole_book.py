"""Compares a built site with its book's Markdown, read here by other means than the builder's.

    .venv/bin/python benchmarks/whole_book.py BOOK

For each page and each tab that it is shown in: displayed formulas, works cited, references by
number, statements of code, and phrases, which are three or more words without a mark between them.
Build the site first: `build html --no-eval`. It prints each difference and the sums.

What differs on purpose is not compared: line breaks in code (d2lbook puts a framework's own name
for one of `d2l`, which may join two lines), what docstrings say on an API page, and the code of
cells of which each tab shows a part (`tab.selected`).
"""

import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from ninbook.source import Book

_FENCE = re.compile(r"^(?P<mark>`{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^(?P=mark)[ ]*$", re.M | re.S)
_HIDDEN = re.compile(r"<!--.*?-->|~~.*?~~", re.S)
_HEADING = re.compile(r"^#+ .*$", re.M)
_TAB_BLOCK = re.compile(r"^:begin_tab:`([^`]+)`(.*?)^(?=:end_tab:|:begin_tab:)", re.M | re.S)
_DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.S)
_FORMULA = re.compile(r"\$[^$]+\$")
_CITED = re.compile(r":cite(?:t|p)?:`([^`]+)`")
_NUMBERED = re.compile(r":(?:numref|eqref):`+([^`]+)`+")
_PHRASE = re.compile(r"[^\W_]+(?:(?: +| *\n *)[^\W_]+){2,}")
_TAB = re.compile(r"^(?:%%tab|#@tab)\s+(.+)$", re.M)
_CHOSEN = re.compile(r"interact_select\((.*?)\)", re.S)


def in_source(text: str, tabs: list[str]) -> tuple[Counter[str], dict[str, list[str]]]:
    """Count what a page's Markdown holds for each tab, and return its phrases beside."""
    fences = list(_FENCE.finditer(text))
    cells = [fence["body"] for fence in fences if ".input" in fence["info"]]
    named = {tab for cell in cells for tab in _names(cell) or tabs[:1]}
    chosen = _CHOSEN.search(text)
    own = re.findall(r"\w+", chosen[1]) if chosen else [tab for tab in tabs if tab in named] or tabs
    found: Counter[str] = Counter()
    phrases: dict[str, list[str]] = {tab: [] for tab in own}
    for cell in cells:
        names = _names(cell) or own[:1]
        for tab in own if names == ["all"] else set(names) & set(own):
            found[f"code {tab}"] += 0 if chosen and chosen[0] in cell else _statements(cell)
    for fence in fences:
        if not fence["info"].strip():  # shown as code, too
            found.update({f"code {tab}": _statements(fence["body"]) for tab in own})
    for names, prose in _prose(_HIDDEN.sub("|", _FENCE.sub("\n", text))):
        rest = _DISPLAYED.sub("|", prose)
        count = {
            "formulas": len(_DISPLAYED.findall(prose)),
            "citations": sum(len(keys.split(",")) for keys in _CITED.findall(rest)),
            "references": len(_NUMBERED.findall(rest)),
        }
        for tab in set(names or own) & set(own):
            found.update({f"{kind} {tab}": number for kind, number in count.items()})
            phrases[tab] += _PHRASE.findall(_HEADING.sub(r"\g<0>|", _FORMULA.sub("|", rest)))
    return found, phrases


def _prose(text: str) -> Iterator[tuple[list[str], str]]:
    """Give each part of the prose with the tabs that it is for; without any, it is for all."""
    end = 0
    for block in _TAB_BLOCK.finditer(text):
        yield [], text[end : block.start()]
        yield re.split(r"[,\s]+", block[1]), block[2]
        end = block.end()
    yield [], text[end:]


def _names(cell: str) -> list[str]:
    named = _TAB.search(cell)
    return re.split(r"[,\s]+", named[1].strip()) if named else []


def _statements(code: str) -> int:
    lines = io.StringIO(_TAB.sub("", code) + "\n")
    try:
        return sum(
            part.type == tokenize.NEWLINE for part in tokenize.generate_tokens(lines.readline)
        )
    except (tokenize.TokenError, SyntaxError):
        return sum(bool(line.strip()) for line in code.splitlines())


def in_site(html: str, tab: str) -> tuple[Counter[str], str]:
    """Count what a page of the site shows in a tab, and return its text beside."""
    body = LexborHTMLParser(html).css_first("article")
    assert body is not None
    for node in body.css(f"dl.py, [data-framework]:not([data-framework={tab}])"):
        node.decompose()
    equations = body.css("a[href*='#equation-']:not(.headerlink)")
    found = {
        "formulas": len(body.css("div.math")),
        "citations": len(body.css(".bibtex-citation a.reference")),
        "references": len(body.css("a.reference .std-numref")) + len(equations),
        "code": sum(_statements(code.text()) for code in body.css("div.highlight-default pre")),
    }
    captions = " ".join(picture.attributes["alt"] or "" for picture in body.css("img[alt]"))
    text = " ".join(f"{body.text()} {captions}".split())
    return Counter({f"{kind} {tab}": number for kind, number in found.items()}), text


def main(root: Path) -> None:
    """Compare all pages and print what differs."""
    with chdir(root):
        book = Book.open(Path.cwd())
        site = book.site_folder("all")
        wanted, shown, differing = Counter[str](), Counter[str](), 0
        for page in book.pages:
            markdown = book.content(page).decode()
            html = (site / page.with_suffix(".html")).read_text("utf-8")
            source, phrases = in_source(markdown, book.tabs)
            built, missing = Counter[str](), Counter[str]()
            for tab, wording in phrases.items():
                found, text = in_site(html, tab)
                lost = [words for words in wording if " ".join(words.split()) not in text]
                source[f"phrases {tab}"] = len(wording)
                built += found + Counter({f"phrases {tab}": len(wording) - len(lost)})
                missing.update(dict.fromkeys(lost, 1))
            if "tab.selected" in markdown:
                source = Counter({k: n for k, n in source.items() if not k.startswith("code")})
                built = Counter({k: n for k, n in built.items() if not k.startswith("code")})
            wanted, shown = wanted + source, shown + built
            wrong = [kind for kind in sorted(source | built) if source[kind] != built[kind]]
            differing += bool(wrong)
            for kind in wrong:
                print(f"{page}: {kind}: {source[kind]} in the Markdown, {built[kind]} on the page")
            for words, number in missing.items():
                print(f"{page}: {words!r} isn't in {number} tabs")
    for kind in sorted(wanted | shown):
        print(f"{kind:24} {wanted[kind]:6} {shown[kind]:6}")
    print(f"{differing} of {len(book.pages)} pages differ")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
