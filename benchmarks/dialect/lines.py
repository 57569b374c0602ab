"""Lines that a page is written in to be compared: one for each block, its text in one line.

An inline that is more than text stands between tags in white brackets: ⟦em⟧text⟦/em⟧. Displayed
formulas divide paragraphs, and marks such as ``:label:`` are lines of their own below their block,
in either reading.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

MARKS = ("label", "eqlabel", "width", "height", "class", "bibliography")
_NAMES = "|".join(MARKS)
_MARK = re.compile(rf"⟦role ({_NAMES})⟧([^⟧]*)⟦/role⟧")
_MARK_AS_CAPTION = re.compile(rf"({_NAMES}):⟦code⟧([^⟧]*)⟦/code⟧")
_DISPLAY = re.compile(r"(⟦display⟧.*?⟦/display⟧)", re.DOTALL)
_COMMENT = re.compile(r"<!--(?! *ninbook:).*?-->", re.DOTALL)
_CAPTION = re.compile(r"(?:[Tt]able)?:\s*(?=\S)")


class Lines:
    """The lines of a page.

    Attributes:
        texts: the lines, indented by what they are in.
        numbers: the page's line that each begins at, where that is known.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.numbers: list[int] = []
        self.number = 0
        self._depth = 0

    def add(self, text: str) -> None:
        """Add a line."""
        self.texts.append("  " * self._depth + text)
        self.numbers.append(self.number)

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """Add a line, and indent what follows."""
        self.add(name)
        with self.indented():
            yield

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Indent what is added."""
        self._depth += 1
        yield
        self._depth -= 1

    def block(self, name: str, text: str) -> None:
        """Add a block with its text, and its marks below it."""
        marks = _MARK.findall(text)
        self.add(f"{name}: {one_line(_MARK.sub('', text))}")
        self.marks(marks)

    def marks(self, marks: Sequence[tuple[str, str]]) -> None:
        """Add marks; those of one block are sorted."""
        for name, value in marks:
            line = "  " * self._depth + f"mark {name.removeprefix('eq')} {value}"
            place = len(self.texts)
            while place and line < self.texts[place - 1] and "mark " in self.texts[place - 1][:20]:
                place -= 1
            self.texts.insert(place, line)
            self.numbers.insert(place, self.number)

    def paragraph(self, text: str) -> None:
        """Add a paragraph, divided at displayed formulas."""
        for part in _DISPLAY.split(text):
            marks = _MARK.findall(part)
            if rest := one_line(_MARK.sub("", part)).removesuffix("⟦break⟧"):
                self.add(rest if _DISPLAY.fullmatch(rest) else f"paragraph: {rest}")
            self.marks(marks)

    def html(self, text: str) -> None:
        """Add a block of HTML; comments show nothing and are left out."""
        for line in without_comments(text).split("\n"):
            if line.strip():
                self.add(inline("html", one_line(line)))

    def table(self, caption: str, aligns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table; a paragraph above it that begins with a colon is its caption."""
        caption = _MARK_AS_CAPTION.sub(r"⟦role \1⟧\2⟦/role⟧", one_line(caption))
        marks = _MARK.findall(caption)
        caption = one_line(_MARK.sub("", caption))
        place = len(self.texts)
        while place and self.texts[place - 1].lstrip().startswith("mark "):
            place -= 1
        begin, _, text = self.texts[place - 1].partition("paragraph: ") if place else ("", "", "")
        if not caption and not begin.strip() and _CAPTION.match(text):
            caption = _CAPTION.sub("", text, count=1)
            marks += [tuple(line.split()[1:3]) for line in self.texts[place:]]
            del self.texts[place - 1 :], self.numbers[place - 1 :]
        self.add(f"table {' '.join(aligns)}: {caption}")
        with self.indented():
            for row in rows:
                self.add(" ¦ ".join(one_line(cell) for cell in row))
        self.marks(marks)


def without_comments(text: str) -> str:
    """Return HTML without its comments, except those that ask the builder for something."""
    return _COMMENT.sub("", text)


def inline(name: str, text: str) -> str:
    """Return an inline that is more than text."""
    return f"⟦{name}⟧{text.strip()}⟦/{name.split()[0]}⟧"


def code(info: str, text: str) -> str:
    """Return a block of code."""
    return inline(f"code block {info}".strip(), text.strip("\n").replace("\n", "⏎"))


def one_line(text: str) -> str:
    """Return a text in one line, with single spaces."""
    return " ".join(text.split())
