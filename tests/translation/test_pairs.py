from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.translation.blocks import cut
from ninbook.translation.ledger import Entry
from ninbook.translation.pairs import State, pair_up

ENGLISH = (
    "# A\n:label:`a`\n\nOne 1.\n\nTwo 2.\n\nThree 3.\n\n```{.python .input}\nx\n```\n\nFour 4.\n"
)
KOREAN = "# 가\n:label:`a`\n\n하나 1.\n\n둘 2.\n\n셋 3.\n\n```{.python .input}\nx\n```\n\n넷 4.\n"
Stand = tuple[str, int | None, int | None]


def bound(english: str = ENGLISH, korean: str = KOREAN) -> list[Entry]:
    pairs = zip(cut(english).blocks, cut(korean).blocks)
    return [Entry.of(one, other) for one, other in pairs if not one.verbatim]


def standing(english: str, korean: str, entries: Sequence[Entry]) -> list[Stand]:
    """State and lines of each pair that isn't current."""
    return [
        (
            str(pair.state),
            pair.english.line if pair.english else None,
            pair.translated.line if pair.translated else None,
        )
        for pair in pair_up(cut(english).blocks, cut(korean).blocks, entries)
        if pair.state is not State.CURRENT
    ]


def test_what_is_bound_is_current() -> None:
    assert standing(ENGLISH, KOREAN, bound()) == []
    assert len(pair_up(cut(ENGLISH).blocks, cut(KOREAN).blocks, bound())) == 7


def test_how_paragraphs_are_broken_into_lines_does_not_count() -> None:
    english, korean = ENGLISH.replace("One 1", "One\n1"), KOREAN.replace("하나 1", "하나\n1")
    assert standing(english, korean, bound()) == []


CHANGES = {
    "English changed": ("Two 2.", "Two 22.", "", "", [("outdated", 6, 6)]),
    "English rewritten": ("Two 2.", "Quite other words.", "", "", [("outdated", 6, 6)]),
    "translation changed": ("", "", "둘 2.", "둘이다 2.", [("unconfirmed", 6, 6)]),
    "both changed": ("Two 2.", "Two 22.", "둘 2.", "둘 22.", [("unconfirmed", 6, 6)]),
    "English deleted": ("Two 2.\n\n", "", "", "", [("extra", None, 6)]),
    "translation deleted": ("", "", "둘 2.\n\n", "", [("missing", 6, None)]),
    "both deleted": ("Two 2.\n\n", "", "둘 2.\n\n", "", []),
    "English added": ("Two 2.", "New.\n\nTwo 2.", "", "", [("missing", 6, None)]),
    "translation added": ("", "", "둘 2.", "새것.\n\n둘 2.", [("extra", None, 6)]),
    "both added": ("Two", "New.\n\nTwo", "둘", "새것.\n\n둘", [("unconfirmed", 6, 6)]),
    "two English swapped": (
        "One 1.\n\nTwo 2.",
        "Two 2.\n\nOne 1.",
        "",
        "",
        [("moved", 4, 6)],
    ),
    "two translations swapped": (
        "",
        "",
        "하나 1.\n\n둘 2.",
        "둘 2.\n\n하나 1.",
        [("moved", 4, 6)],
    ),
    "added before a changed one": (
        "Two 2.",
        "Something new entirely.\n\nTwo 2, edited.",
        "",
        "",
        [("missing", 6, None), ("outdated", 8, 6)],
    ),
    "cell changed": ("\nx\n", "\ny\n", "", "", [("different", 10, 10)]),
    "cell added": (
        "Four",
        "```{.python .input}\nz\n```\n\nFour",
        "",
        "",
        [("missing", 14, None)],
    ),
    "label changed": ("label:`a`", "label:`b`", "", "", [("different", 2, 2)]),
    "kind changed": (
        "Two 2.",
        "- Two 2.",
        "",
        "",
        [("extra", None, 6), ("missing", 6, None)],
    ),
    "into a tab": (
        "Two 2.",
        ":begin_tab:`jax`\nTwo 2.\n:end_tab:",
        "",
        "",
        [("moved", 7, 6)],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_seen(name: str) -> None:
    old, new, korean_old, korean_new, expected = CHANGES[name]
    english = ENGLISH.replace(old, new) if old else ENGLISH
    korean = KOREAN.replace(korean_old, korean_new) if korean_old else KOREAN
    assert sorted(standing(english, korean, bound()), key=str) == sorted(expected, key=str)


def test_without_a_ledger_nothing_is_confirmed() -> None:
    lines = (1, 4, 6, 8, 14)
    assert standing(ENGLISH, KOREAN, []) == [("unconfirmed", line, line) for line in lines]


def test_names_and_numbers_tell_what_belongs_together() -> None:
    english = "Old.\n\nThe 224 pixels of NiN.\n\nOld 2.\n"
    korean = "옛.\n\nNiN의 224 픽셀.\n\n옛 2.\n"
    entries = [each for each in bound(english, korean) if "224" not in each.text]
    new = english.replace("The 224", "Quite new.\n\nThe 224")
    assert standing(new, korean, entries) == [("missing", 3, None), ("unconfirmed", 5, 3)]


def test_equal_blocks_are_told_apart_by_their_neighbours() -> None:
    english = ":begin_tab:`a`\nSame.\n:end_tab:\n\nX.\n\n:begin_tab:`b`\nSame.\n:end_tab:\n"
    korean = english.replace("Same", "같음").replace("X", "엑스")
    entries = bound(english, korean)
    assert standing(english, korean, entries) == []
    without = english.replace(":begin_tab:`a`\nSame.\n:end_tab:\n\n", "")
    assert standing(without, korean, entries) == [("extra", None, 2)]


def test_remarks_for_authors_and_marks_are_no_part_of_it() -> None:
    english = ENGLISH.replace("Two", "<!-- why -->\n\nTwo")
    korean = KOREAN.replace("둘", "<!-- ninbook: translate extra -->\n\n둘")
    assert standing(english, korean, bound()) == []
    placed = ENGLISH.replace("Two", "<!-- ninbook: results -->\n\nTwo")
    assert standing(placed, KOREAN, bound()) == [("missing", 6, None)]


def test_the_old_english_is_known() -> None:
    pairs = pair_up(cut(ENGLISH.replace("Two", "Too")).blocks, cut(KOREAN).blocks, bound())
    (outdated,) = [pair for pair in pairs if pair.state is State.OUTDATED]
    assert outdated.entry is not None
    assert outdated.entry.text == "Two 2."


PARTS = st.lists(st.sampled_from(["One 1.", "Two 2.", "- Three", "# Four", "$$x$$"]), max_size=8)


@given(PARTS, PARTS, PARTS)
def test_every_block_is_in_one_pair(old: list[str], english: list[str], korean: list[str]) -> None:
    left, right = cut("\n\n".join(english)).blocks, cut("\n\n".join(korean)).blocks
    pairs = pair_up(left, right, bound("\n\n".join(old), "\n\n".join(old)))
    assert [pair.english for pair in pairs if pair.english] == list(left)
    found = [pair.translated for pair in pairs if pair.translated]
    assert sorted(found, key=lambda block: block.line) == list(right)
    assert all(pair.english or pair.translated for pair in pairs)
