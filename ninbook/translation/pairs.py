"""Pairs the blocks of an English page with those of its translation and says how each pair stands.

What is verbatim, such as a cell or a label, belongs together if it is equal. All else belongs
together because the ledger says so: the entry knows the digest of either side. Where a digest is
found no more, the block was edited; it is looked for between its neighbours, by kind and likeness.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from ninbook.translation.blocks import Block
from ninbook.translation.ledger import Entry
from ninbook.translation.matching import Matching, match
from ninbook.translation.spans import Kind

MARK = "<!-- ninbook: translate"
_DIRECTIVE = "<!-- ninbook:"
_SHARED_WORD = re.compile(r"[A-Za-z]{2,}|\d+")
_SAME_TAB = 0.25
_REMEMBERED = 4096
_SAME_KIND = 0.25  # even without a shared word; so neighbours are paired in order


class State(StrEnum):
    """How a pair stands."""

    CURRENT = "current"
    OUTDATED = "outdated"  # the English changed since it was confirmed
    MISSING = "missing"  # English without translation
    EXTRA = "extra"  # translation without English
    MOVED = "moved"  # not where the English stands
    UNCONFIRMED = "unconfirmed"  # not bound yet, or the translation changed since
    DIFFERENT = "different"  # verbatim, and not the same


@dataclass(frozen=True)
class Pair:
    """An English block and the block that translates it."""

    state: State
    english: Block | None  # None if there is none any more
    translated: Block | None  # None if there is none
    entry: Entry | None = None  # what was confirmed; None for verbatim blocks

    @property
    def verbatim(self) -> bool:
        """Whether there is nothing to translate, so that the ledger doesn't know it."""
        block = self.english or self.translated
        return self.entry is None and block is not None and block.verbatim


def pair_up(
    english: Sequence[Block], translated: Sequence[Block], entries: Sequence[Entry]
) -> list[Pair]:
    """Pair the blocks of two pages in the order of the English; others follow their neighbours."""
    units = _units([block for block in english if _counts(block)], entries)  # not yet in pairs
    blocks = [block for block in translated if _counts(block)]
    found = match(
        [_unit_key(unit) for unit in units],
        [_block_key(block) for block in blocks],
        lambda i, j: _unit_likeness(units[i], blocks[j]),
    )
    return _in_order(units, blocks, found)


def _counts(block: Block) -> bool:
    """Comments for authors, and marks for translators, are no part of what is translated."""
    if block.kind is not Kind.COMMENT:
        return True
    return block.text.startswith(_DIRECTIVE) and not block.text.startswith(MARK)


def _units(english: list[Block], entries: Sequence[Entry]) -> list[Pair]:
    """Find the entry of each English block; entries without one stand after their neighbour."""
    prose = [n for n, block in enumerate(english) if not block.verbatim]
    found = match(
        [entry.english for entry in entries],
        [english[n].digest for n in prose],
        lambda i, j: _edit_likeness(entries[i], english[prose[j]]),
    )
    block_of = {i: prose[j] for i, j in [*found.same, *found.moved, *found.like]}
    entry_of = {n: entries[i] for i, n in block_of.items()}
    gone = _by_neighbour(len(entries), block_of)
    units: list[Pair] = []
    for n in range(-1, len(english)):
        if n >= 0:
            units.append(Pair(State.MISSING, english[n], None, entry_of.get(n)))
        units += [Pair(State.MISSING, None, None, entries[i]) for i in gone[n]]
    return units


def _by_neighbour(count: int, place_of: Mapping[int, int]) -> Mapping[int, list[int]]:
    """Return what has no place, by the place of the nearest one above that has; -1 if none has."""
    found: dict[int, list[int]] = defaultdict(list)
    place = -1
    for index in range(count):
        if index in place_of:
            place = place_of[index]
        else:
            found[place].append(index)
    return found


def _edit_likeness(entry: Entry, block: Block) -> float:
    if entry.kind is not block.kind:
        return 0.0
    return 0.1 + _overlap(_words(entry.text), _words(block.normalised))


def _unit_key(unit: Pair) -> Hashable:
    if unit.entry is not None:
        return ("digest", unit.entry.translated)
    assert unit.english is not None
    return ("verbatim", unit.english.content) if unit.english.verbatim else unit.english


def _block_key(block: Block) -> Hashable:
    return ("verbatim", block.content) if block.verbatim else ("digest", block.digest)


def _unit_likeness(unit: Pair, block: Block) -> float:
    kind = unit.english.kind if unit.english else unit.entry and unit.entry.kind
    if kind is not block.kind:
        return 0.0
    same_tab = _SAME_TAB if unit.english and unit.english.tab == block.tab else 0.0
    if kind is Kind.DIRECTIVE and unit.english:
        names = (unit.english.text.split("`")[0], block.text.split("`")[0])
        return _SAME_KIND + same_tab if names[0] == names[1] else 0.0
    if kind is Kind.CELL and unit.english:
        lines = (frozenset(text.split("\n")) for text in (unit.english.content, block.content))
        return _SAME_KIND + _overlap(*lines)
    text = unit.english.text if unit.english else unit.entry.text if unit.entry else ""
    shared = _shared_words(block.text)
    common = len(shared & _shared_words(text)) / max(1, len(shared))
    return _SAME_KIND + same_tab + common


@lru_cache(maxsize=_REMEMBERED)
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@lru_cache(maxsize=_REMEMBERED)
def _shared_words(text: str) -> frozenset[str]:
    """Names, numbers, formulas and keys, which are the same in every language."""
    return frozenset(_SHARED_WORD.findall(text))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / max(1, len(one) + len(other))


def _in_order(units: list[Pair], blocks: list[Block], found: Matching) -> list[Pair]:
    partner = dict([*found.same, *found.moved, *found.like])
    taken = set(partner.values())
    moved = dict(found.moved)
    standing = {j: i for i, j in [*found.same, *found.like]}
    extra = _by_neighbour(len(blocks), standing)
    pairs: list[Pair] = []
    for i in range(-1, len(units)):
        translation = blocks[partner[i]] if i in partner else None
        if i >= 0 and (units[i].english or translation):
            state = _state(units[i], translation, i in moved)
            pairs.append(replace(units[i], state=state, translated=translation))
        alone = (blocks[j] for j in extra[i] if j not in taken)
        pairs += [Pair(State.EXTRA, None, block) for block in alone]
    return pairs


def _state(unit: Pair, block: Block | None, moved: bool) -> State:
    english, entry = unit.english, unit.entry
    if block is None:
        return State.MISSING
    if english is None:
        return State.EXTRA
    if english.verbatim and english.content != block.content:
        return State.DIFFERENT
    if not english.verbatim:
        if entry is None or entry.translated != block.digest:
            return State.UNCONFIRMED
        if entry.english != english.digest:
            return State.OUTDATED
    return State.MOVED if moved or english.tab != block.tab else State.CURRENT
