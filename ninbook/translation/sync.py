"""Brings a translation up to date as far as that needs no translator.

What is verbatim is copied from the English. What a translator must do is marked by a comment that
quotes the English and renders to nothing. Words of the translation are never changed or deleted.
Before anything else, the marks of an earlier run are taken out again, so a second run changes
nothing; the digest in a mark tells whether somebody wrote into it, and such a mark stays.
"""

import re
from dataclasses import dataclass, field, replace

from ninbook.document.rules.blocks import TAB_LINE
from ninbook.translation.blocks import Block, cut
from ninbook.translation.marks import mark_text, without_marks
from ninbook.translation.pairs import Pair, State
from ninbook.translation.spans import Kind
from ninbook.translation.translation import Translation

_MARKED = {State.OUTDATED, State.EXTRA, State.MOVED, State.DIFFERENT}
# A line right below one of these would be taken for its last.
_OPEN_ENDED = {Kind.PARAGRAPH, Kind.ITEM, Kind.FIGURE, Kind.TABLE, Kind.RULE}
_GAP = re.compile(r"\r?\n\r?\n")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Synced:
    """What became of a translation."""

    text: str
    copied: list[Pair]  # whose English was copied
    marked: list[Pair]  # for a translator, who finds them marked in the text


def synchronise(translation: Translation) -> Synced:
    """Copy what is verbatim and mark what needs a translator; begin a page without text."""
    text = without_marks(translation.translated)
    copied: list[Pair] = []
    for _ in range(len(translation.english.blocks) + 1):
        # What was copied tells more about what belongs together, so the pairs are found anew.
        step = _Synchroniser(replace(translation, translated=cut(text)), copies=True)
        text = step.run()
        copied += step.done
        if not step.done:
            break
    marking = _Synchroniser(replace(translation, translated=cut(text)), copies=False)
    return Synced(marking.run(), copied, marking.done)


@dataclass
class _Synchroniser:
    """Goes through one page in the order of the English, and copies or marks."""

    page: Translation  # without marks
    copies: bool  # otherwise it marks
    done: list[Pair] = field(default_factory=list)  # what was copied or marked

    def __post_init__(self) -> None:
        self._blocks = self.page.translated.blocks
        self._text = self.page.translated.join()
        sample = self._text if self._text.strip() else self.page.english.join()
        self._line_end = "\r\n" if "\r\n" in sample else "\n"
        self._cursor = -1  # the last translated block before the place of the pair at hand
        self._edits: list[tuple[int, int, str]] = []
        # What is added by its offset, with the index of the block that it is above, if it is.
        self._added: dict[int, tuple[int | None, list[str]]] = {}

    def run(self) -> str:
        """Return the page's new text."""
        index_of = {id(block): n for n, block in enumerate(self._blocks)}
        above: Pair | None = None  # the pair before, in English
        for pair in self.page.pairs:
            if pair.translated is None:
                self._add(pair, above)
            else:
                self._update(pair, index_of[id(pair.translated)])
            above = pair
        for place, (below, chunks) in self._added.items():
            new = (2 * self._line_end).join(chunks)
            new = self._below(place, new) if below is None else self._above(below, new)
            self._edits.append((place, place, new))
        pieces, position = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            pieces += [self._text[position:start], new]
            position = end
        text = "".join([*pieces, self._text[position:]])
        if self._edits and not self._blocks:
            text = text.strip() + self._line_end
        return text

    def _edit(self, pair: Pair, start: int, end: int, new: str) -> None:
        self.done.append(pair)
        self._edits.append((start, end, new))

    def _insert(self, pair: Pair, place: int, below: int | None, new: str) -> None:
        self.done.append(pair)
        self._added.setdefault(place, (below, []))[1].append(new)

    def _update(self, pair: Pair, index: int) -> None:
        block = self._blocks[index]
        copied = pair.english and pair.state is State.DIFFERENT and not _has_own_words(pair)
        if self.copies:
            if copied and pair.english:
                self._edit(pair, block.start, block.end, self._lines(pair.english))
        elif pair.state in _MARKED and block.kind is not Kind.DIRECTIVE:
            first = self._list(index)[0]
            self._insert(pair, self._blocks[first].start, first, self._mark_of(pair))
        if pair.state is not State.MOVED:
            self._cursor = max(self._cursor, index)

    def _add(self, pair: Pair, above: Pair | None) -> None:
        english = pair.english
        assert english is not None
        if _attached(english):
            # It belongs to the block above; without that it would name another.
            if self.copies and above and above.translated and self._cursor >= 0:
                end = self._blocks[self._cursor].end
                self._edit(pair, end, end, self._line_end + english.text)
            return
        place, index, tab = self._place(english)
        if self.copies and (not pair.verbatim or tab != english.tab):
            return
        new = self._lines(english) if self.copies else self._mark_of(pair)
        self._insert(pair, place, index, new)

    def _below(self, place: int, new: str) -> str:
        """What to write below what ends at a place, with empty lines around."""
        rest = self._text[place:]
        closed = _GAP.match(rest) or not rest.strip() or TAB_LINE.match(rest.lstrip("\r\n"))
        return 2 * self._line_end + new + ("" if closed else self._line_end)

    def _above(self, index: int, new: str) -> str:
        """What to write above a block that there may be no empty line above."""
        block = self._blocks[index]
        swallows = index > 0 and self._blocks[index - 1].kind in _OPEN_ENDED
        close = swallows and not block.before.strip() and block.before.count("\n") < 2
        return (self._line_end if close else "") + new + 2 * self._line_end

    def _place(self, english: Block) -> tuple[int, int | None, str | None]:
        """Where to add a block: the offset, above which block or None, and the tabs there."""
        blocks, index = self._blocks, self._cursor
        if index < 0:
            return 0, 0 if blocks else None, None
        first, last = self._list(index)
        if english.kind is Kind.ITEM and blocks[index].kind is Kind.ITEM:
            return blocks[first].start, first, blocks[first].tab  # a mark would split the list
        index = last
        while index + 1 < len(blocks) and _attached(blocks[index + 1]):
            index += 1
        here, tail = blocks[index], self.page.translated.tail
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        glue = following.before if following else tail
        if following:
            close = not glue.strip() and glue.count("\n") < 2
            if close or (here.tab != english.tab and following.tab == english.tab):
                return following.start, index + 1, following.tab
        if here.tab == english.tab:
            return here.end, None, here.tab
        marks = list(re.finditer(r"^:end_tab:[^\r\n]*", glue, re.MULTILINE))
        if marks:
            return here.end + marks[-1].end(), None, None
        return here.end, None, here.tab

    def _list(self, index: int) -> tuple[int, int]:
        """The first and the last block of the list that a block is in, or the block itself."""
        first = last = index
        if _in_list(self._blocks[index]):
            while first > 0 and _in_list(self._blocks[first - 1]):
                first -= 1
            while last + 1 < len(self._blocks) and _in_list(self._blocks[last + 1]):
                last += 1
        return first, last

    def _mark_of(self, pair: Pair) -> str:
        return mark_text(pair).replace("\n", self._line_end)

    def _lines(self, block: Block) -> str:
        return block.content.replace("\n", self._line_end)


def _attached(block: Block) -> bool:
    return block.kind is Kind.DIRECTIVE and block.before.count("\n") == 1


def _in_list(block: Block) -> bool:
    return block.kind is Kind.ITEM or block.text.startswith((" ", "\t"))


def _has_own_words(pair: Pair) -> bool:
    """Whether a verbatim block has words of the translation in it, which copying would lose."""
    assert pair.english
    assert pair.translated
    theirs = set(_WORD.findall(pair.english.text))
    own = set(_WORD.findall(pair.translated.text)) - theirs
    return not pair.translated.verbatim or any(not word.isascii() for word in own)
