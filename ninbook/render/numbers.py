"""Numbers sections, figures, tables and equations as Sphinx does, without Sphinx.

Notebooks refer to them by these numbers, so they must be those of the site. All tabs count
together there, so they do here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os.path import normpath
from pathlib import Path

from ninbook.files.memory import Memory
from ninbook.outputs import PageStates
from ninbook.render.merged_contents import text_of
from ninbook.render.table_captions import MARK, TABLE_CAPTION, captions_below
from ninbook.source import Book
from ninbook.source.scan import CODE_SPAN

IMAGE = re.compile(r"!\[(?P<caption>.*)\]\((?P<path>[^()\s]+)[^()]*\)\s*")
"""A paragraph that is an image: its caption and its path."""
HEADING = re.compile(r"(?P<marks>#{1,6}) +(?P<title>.*?)\s*#*\s*")
_FENCE = re.compile(r"(```+) *([^`]*)")
_LABEL = re.compile(r":label:`([^`]+)`\s*")
_EQUATION_LABEL = re.compile(r"(?:.*\$\$)?\s*:eqlabel:`([^`]+)`\s*")
_DOLLARS = re.compile(r"(?<!\\)\$\$")
_SLIDE_MARK = re.compile(r"\[\*\*|\*\*\]|\(\*\*|\*\*\)|\[~~|~~\]|\(~~|~~\)")
_DEPTH = 2
"""How many parts of a section's number begin those of its figures: d2lbook's own setting."""


@dataclass(frozen=True, order=True)
class Target:
    """What a label stands at.

    Attributes:
        kind: "section", "figure", "table" or "equation".
        page: the page, relative to the book's root.
        number: its number; empty if it has none.
        title: heading or caption; empty for an equation.
    """

    kind: str
    page: Path
    number: str
    title: str


@dataclass
class _Item:
    """A heading, figure, table, equation or table of contents, in the order of the page."""

    kind: str
    title: str = ""
    level: int = 0
    line: int = 0
    labels: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    numbered: bool = False


class Numbers:
    """The numbers of a book in one language.

    Args:
        book: the edition.
        states: those of its pages, if what is found in a page is to be remembered.
    """

    def __init__(self, book: Book, states: PageStates | None = None) -> None:
        self._items = dict(_items_of_pages(book, states))
        self._numbers: dict[Path, dict[int, str]] = {page: {} for page in self._items}
        self._seen: set[Path] = set()
        self._counters: dict[tuple[str, str], int] = Counter()
        for page, items in self._items.items():
            if any(item.numbered for item in items):
                self._seen.add(page)
                for item in items:
                    if item.numbered:
                        self._number_pages(page, item, [0])
        self._seen.clear()
        for page in book.pages:
            self._count(page, "")
        self.targets: Mapping[str, Target] = dict(self._targets())

    @property
    def digest(self) -> str:
        """Changes when a number, or what has it, does."""
        found = [
            (label, t.kind, str(t.page), t.number, t.title) for label, t in self.targets.items()
        ]
        return hashlib.sha256(repr(found).encode()).hexdigest()

    def title(self, page: Path) -> str:
        """Returns a page's heading, with its number; its name if it has none."""
        for item in self._items.get(page, ()):
            if item.kind == "section":
                return numbered(self._numbers[page].get(item.line, ""), item.title)
        return page.stem

    def at(self, page: Path, kind: str, title: str, occurrence: int = 0) -> str:
        """Returns the number of a heading or a captioned figure; empty if it has none.

        Args:
            page: the page, relative to the book's root.
            kind: "section", "figure" or "table".
            title: its heading or caption, as in the source.
            occurrence: how many of that title stand before it on the page.
        """
        wanted = plain(title)
        found = [i for i in self._items.get(page, ()) if i.kind == kind and i.title == wanted]
        if not found:
            return ""
        return self._numbers[page].get(found[min(occurrence, len(found) - 1)].line, "")

    def entries(self, page: Path, depth: int) -> Iterator[tuple[int, Path]]:
        """Yields the pages of a page's tables of contents: how deep each is, and the page."""
        for item in self._items.get(page, ()):
            for entry in _pages(page, item):
                if entry in self._items:
                    yield 0, entry
                    if depth > 1:
                        yield from ((d + 1, p) for d, p in self.entries(entry, depth - 1))

    def _number_pages(self, page: Path, contents: _Item, stack: list[int]) -> None:
        for entry in _pages(page, contents):
            if entry in self._seen or entry not in self._items:
                continue
            self._seen.add(entry)
            self._number_page(entry, stack)

    def _number_page(self, page: Path, stack: list[int]) -> None:
        """Numbers a page's sections, and the pages under it, which count as sections do."""
        levels: list[int] = []
        numbers = list(stack)
        own = self._numbers[page]
        for item in self._items[page]:
            if item.kind == "section":
                while levels and levels[-1] >= item.level:
                    levels.pop()
                del numbers[len(stack) + len(levels) :]
                levels.append(item.level)
                numbers[-1] += 1
                own[item.line] = ".".join(map(str, numbers))
                if len(levels) == 1:
                    stack[-1] = numbers[len(stack) - 1]
                numbers.append(0)
            elif item.kind == "contents":
                self._number_pages(page, item, numbers)

    def _count(self, page: Path, section: str) -> None:
        """Counts what has a caption or a label, in the order of the book."""
        if page in self._seen or page not in self._items:
            return
        self._seen.add(page)
        own = self._numbers[page]
        for item in self._items[page]:
            if item.kind == "section":
                section = own.get(item.line, "") or section
            elif item.kind == "contents":
                for entry in _pages(page, item):
                    self._count(entry, section)
            else:
                prefix = ".".join(section.split(".")[:_DEPTH])
                self._counters[item.kind, prefix] += 1
                count = str(self._counters[item.kind, prefix])
                own[item.line] = f"{prefix}.{count}" if prefix else count

    def _targets(self) -> Iterator[tuple[str, Target]]:
        for page, items in self._items.items():
            own = self._numbers[page]
            for item in items:
                number = own.get(item.line, "")
                for label in item.labels:
                    yield label, Target(item.kind, page, number, item.title)


def numbered(number: str, title: str) -> str:
    """Returns a heading with its number as Sphinx writes it."""
    return f"{number}. {title}" if number else title


def plain(title: str) -> str:
    """Returns a heading or caption without slide marks."""
    return _SLIDE_MARK.sub("", title).strip()


def contents_entries(lines: list[str]) -> tuple[list[str], Mapping[str, str]]:
    """Returns the pages and the options that the lines of a ``toc`` fence name."""
    entries = [line.strip() for line in lines if line.strip()]
    options = [entry[1:].partition(":") for entry in entries if entry.startswith(":")]
    named = {name: value.strip() for name, _, value in options}
    return [entry for entry in entries if not entry.startswith(":")], named


def page_of(page: Path, entry: str) -> Path:
    """Returns the page that an entry of a table of contents names."""
    return Path(normpath(page.parent / f"{entry}.md"))


def _pages(page: Path, contents: _Item) -> Iterator[Path]:
    return (page_of(page, entry) for entry in contents.entries)


def _items_of_pages(book: Book, states: PageStates | None) -> Iterator[tuple[Path, list[_Item]]]:
    file = Path(book.config.tgt_dir, "cache", "numbered.json") if states else None
    memory = Memory(file)
    for page in book.pages:
        name, state = page.as_posix(), states.of(page) if states else ""
        known = memory.recall(name, state)
        if known is None:
            items = list(_items(captions_below(text_of(book.read(page)))))
            memory.keep(name, state, [list(vars(item).values()) for item in items])
        else:
            items = [_Item(*values) for values in known]
        yield page, items
    memory.save()


def _items(text: str) -> Iterator[_Item]:
    """Finds what is numbered in a page's Markdown."""
    last: _Item | None = None
    ticks, info, inside = "", "", list[str]()
    table = formula = False
    for number, line in enumerate(text.split("\n")):
        fence = _FENCE.fullmatch(line)
        if ticks:
            if fence and fence[1] == ticks and not fence[2].strip():
                if info == "toc":
                    entries, options = contents_entries(inside)
                    numbered = "numbered" in options
                    yield _Item("contents", line=number, entries=entries, numbered=numbered)
                ticks = ""
            else:
                inside.append(line)
            continue
        if fence:
            ticks, info, inside = fence[1], fence[2].strip(), []
            last, table = None, False
            continue
        marks = 0
        if "$$" in line and not _is_for_slides(line):
            marks = len(_DOLLARS.findall(CODE_SPAN.sub("", line)))
        # Sphinx numbers every formula that stands by itself, as d2lbook asks it to.
        for _ in range((marks + (not formula)) // 2):
            last = _Item("equation", line=number)
            yield last
        within, formula = formula, formula != bool(marks % 2)
        if label := _EQUATION_LABEL.fullmatch(line):
            if last is None or last.kind != "equation" or last.labels:
                last = _Item("equation", line=number)
                yield last
            last.labels.append(label[1])
        if marks or within or label:
            table = False
            continue
        item = _item(line, table)
        if item is not None:
            item.line, last = number, item
            yield item
        elif (label := _LABEL.fullmatch(line)) and last is not None:
            last.labels.append(label[1])
        elif line.strip() and not MARK.fullmatch(line):
            last = None
        table = line.startswith("|") or (table and not line.strip())


def _item(line: str, after_table: bool) -> _Item | None:
    if _is_for_slides(line):
        return None
    if line.startswith("#") and (heading := HEADING.fullmatch(line)):
        return _Item("section", plain(heading["title"]), len(heading["marks"]))
    # Most lines are prose, and there are many of them.
    image = IMAGE.fullmatch(plain(line)) if "![" in line else None
    if image and image["caption"].strip():
        return _Item("figure", plain(image["caption"]))
    if after_table and (caption := TABLE_CAPTION.fullmatch(line)):
        return _Item("table", plain(caption["caption"]))
    return None


def _is_for_slides(line: str) -> bool:
    """Tells whether a line stands on slides only."""
    return line.startswith(("[~~", "(~~"))
