"""Numbers of sections, figures, tables and equations: one source for all forms of the book.

They are those that Sphinx gives them. All tabs of a page count together.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ninbook.document.links import seen_from, slugs_of
from ninbook.document.nodes import Node, text_of

_DEPTH = 2
"""Parts of a section's number that the numbers of its figures begin with: d2lbook's setting."""
_ALL_LEVELS = 999


@dataclass(frozen=True)
class Target:
    """What a label stands at."""

    kind: str  # "section", "figure", "table", "equation" or "block"
    page: Path  # relative to the book's root
    number: str  # empty if it has none
    title: Sequence[Node] = ()  # heading or caption, as inlines; empty if it has none

    @property
    def text(self) -> str:
        """Heading or caption without markup."""
        return text_of(self.title)


class Numbering:
    """Numbers of a book in one language.

    Args:
        outlines: those of its pages in their order, as `ninbook.document.outline` reads them.
    """

    def __init__(self, outlines: Mapping[Path, Sequence[Node]]) -> None:
        self._outlines = outlines
        self._numbers = {page: [""] * len(items) for page, items in outlines.items()}
        self._seen: set[Path] = set()
        self._counters: Counter[tuple[str, str]] = Counter()
        for page, items in outlines.items():
            if any(numbered_levels(item) for item in items):
                self._seen.add(page)
                for item in items:
                    self._number_pages(page, item, [0], numbered_levels(item))
        self._seen.clear()
        for page in outlines:
            self._count(page, "")
        self._above: dict[Path, Path | None] = {}
        for page in outlines:
            self._place(page, None)
        self._targets = {
            page: [
                Target(item.type, page, number, item.children)
                for item, number in zip(items, self._numbers[page], strict=True)
            ]
            for page, items in outlines.items()
        }
        self.targets: Mapping[str, Target] = {
            label: target
            for page, items in outlines.items()
            for item, target in zip(items, self._targets[page], strict=True)
            for label in item.labels
        }
        self._by_lower_case = {label.lower(): label for label in self.targets}

    @property
    def digest(self) -> str:
        """A digest that changes when a number does, or what has it."""
        found = [
            (item.labels, item.type, str(page), number, item.content)
            for page, items in self._outlines.items()
            for item, number in zip(items, self._numbers[page], strict=True)
            if item.labels
        ]
        return hashlib.sha256(repr(found).encode()).hexdigest()

    def number(self, page: Path, node: Node) -> str:
        """Return the number of a page's node or of a copy of it; empty if it has none."""
        ordinal = node.attrs.get("ordinal")
        return "" if ordinal is None else self._numbers[page][ordinal]

    def of(self, page: Path) -> dict[str, list[str]]:
        """Return the numbers of a page by kinds, in the order of the page."""
        found: dict[str, list[str]] = {}
        for target in self._targets[page]:
            found.setdefault(target.kind, []).append(target.number)
        return found

    def target(self, label: str) -> Target | None:
        """Return what a label stands at; None if the book has none of that name, in whatever case.

        Sphinx lowers the case of labels, so books come to rely on it.
        """
        return self.targets.get(self.label(label))

    def label(self, label: str) -> str:
        """Return a label as it stands in the book, which may be written in another case."""
        return label if label in self.targets else self._by_lower_case.get(label.lower(), label)

    def sections(self, page: Path) -> Iterator[Target]:
        """Return a page's headings in their order."""
        return (target for target in self._targets.get(page, ()) if target.kind == "section")

    def slugs(self, page: Path) -> dict[int, str]:
        """Return the names by which links lead to a page's headings, by their ordinals."""
        items = enumerate(self._outlines.get(page, ()))
        titles = {place: text_of(item.children) for place, item in items if item.type == "section"}
        return dict(zip(titles, slugs_of(titles.values()), strict=True))

    def heading(self, page: Path) -> Target | None:
        """Return a page's first heading; None if it has none."""
        return next(self.sections(page), None)

    def title(self, page: Path) -> str:
        """Return the text of a page's heading with its number; its name if it has none."""
        heading = self.heading(page)
        return numbered(heading.number, heading.text) if heading else page.stem

    def entries(self, page: Path) -> Iterator[Path]:
        """Yield the pages that a page's tables of contents name."""
        for item in self._outlines.get(page, ()):
            yield from (entry for entry in _pages(page, item) if entry in self._outlines)

    def is_above(self, page: Path, entry: str) -> bool:
        """Tell whether a page's contents name, as an entry, the page or one above it."""
        above: Path | None = page
        while above is not None and above != page_of(page, entry):
            above = self._above.get(above)
        return above is not None

    def _place(self, page: Path, above: Path | None) -> None:
        """Note above which pages a page stands, where the contents name it first."""
        if page not in self._above:
            self._above[page] = above
            for entry in self.entries(page):
                self._place(entry, page)

    def _number_pages(self, page: Path, contents: Node, stack: list[int], depth: int) -> None:
        if depth <= 0:
            return
        for entry in _pages(page, contents):
            if entry not in self._seen and entry in self._outlines:
                self._seen.add(entry)
                self._number_page(entry, stack, depth)

    def _number_page(self, page: Path, stack: list[int], depth: int) -> None:
        """Number a page's sections, and the pages under it, which count as sections do."""
        levels: list[int] = []
        numbers = list(stack)
        own = self._numbers[page]
        for ordinal, item in enumerate(self._outlines[page]):
            if item.type == "section":
                while levels and levels[-1] >= item.attrs["level"]:
                    levels.pop()
                del numbers[len(stack) + len(levels) :]
                levels.append(item.attrs["level"])
                numbers[-1] += 1
                if len(levels) <= depth:
                    own[ordinal] = ".".join(map(str, numbers))
                if len(levels) == 1:
                    stack[-1] = numbers[len(stack) - 1]
                numbers.append(0)
            elif item.type == "contents":
                self._number_pages(page, item, numbers, depth - len(levels))

    def _count(self, page: Path, section: str) -> None:
        """Count what has a caption or is a formula, in the order of the book."""
        if page in self._seen or page not in self._outlines:
            return
        self._seen.add(page)
        own = self._numbers[page]
        for ordinal, item in enumerate(self._outlines[page]):
            if item.type == "section":
                section = own[ordinal] or section
            elif item.type == "contents":
                for entry in _pages(page, item):
                    self._count(entry, section)
            elif item.type != "block":
                prefix = ".".join(section.split(".")[:_DEPTH])
                self._counters[item.type, prefix] += 1
                count = str(self._counters[item.type, prefix])
                own[ordinal] = f"{prefix}.{count}" if prefix else count
                if item.type == "equation" and item.content:  # its own number
                    own[ordinal] = item.content


def numbered(number: str, title: str) -> str:
    """Return a heading with its number as Sphinx writes it."""
    return f"{number}. {title}" if number else title


def page_of(page: Path, entry: str) -> Path:
    """Return the page that an entry, without suffix, of a page's table of contents names."""
    return seen_from(Path() if entry.startswith("/") else page, f"{entry.lstrip('/')}.md")


def _pages(page: Path, contents: Node) -> Iterator[Path]:
    return (page_of(page, entry) for entry, _ in contents.attrs.get("entries", ()))


def numbered_levels(item: Node) -> int:
    """Return how many levels a table of contents numbers."""
    options = item.attrs.get("options", {})
    return int(options["numbered"] or _ALL_LEVELS) if "numbered" in options else 0
