from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.translation.blocks import cut, digest_of
from ninbook.translation.ledger import Entry
from ninbook.translation.marks import marks_of, without_marks
from ninbook.translation.pairs import State
from ninbook.translation.spans import Kind
from ninbook.translation.sync import synchronise
from ninbook.translation.translation import Translation

PAGE = """\
# {}
:label:`sec_a`

{}.

{}.

```{{.python .input}}
x = 1
```

:begin_tab:`jax`
{}.
:end_tab:

:begin_tab:`mxnet`
{}.
:end_tab:

- {}
- {}

{}.
"""
ENGLISH = PAGE.format("A", "One", "Two", "Three", "Four", "Five", "Six", "Seven")
KOREAN = PAGE.format("가", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱")
ENTRIES = [
    Entry.of(one, other)
    for one, other in zip(cut(ENGLISH).blocks, cut(KOREAN).blocks)
    if not one.verbatim
]


def page(english: str, korean: str, entries: list[Entry] | None = None) -> Translation:
    entries = ENTRIES if entries is None else entries
    return Translation(Path("a.md"), Path("a.ko.md"), "ko", cut(english), cut(korean), entries)


def synced(english: str, korean: str = KOREAN) -> str:
    """The page after a run; a second must change nothing, and taking marks out gives it back."""
    done = synchronise(page(english, korean))
    again = synchronise(page(english, done.text))
    assert again.text == done.text
    return done.text


def changed(old: str, new: str, text: str = ENGLISH) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


def test_what_is_current_is_not_touched() -> None:
    assert synced(ENGLISH) == KOREAN


def test_a_changed_cell_is_copied_and_nothing_else() -> None:
    assert synced(changed("x = 1", "x = 2")) == changed("x = 1", "x = 2", KOREAN)


def test_a_new_cell_is_copied_to_its_place() -> None:
    cell = "```{.python .input}\nz\n```\n\n"
    assert synced(changed("Two", f"{cell}Two")) == changed("둘", f"{cell}둘", KOREAN)
    assert synced(changed("Seven", f"{cell}Seven")) == changed("일곱", f"{cell}일곱", KOREAN)
    assert synced(f"{ENGLISH}\n{cell}"[:-1]) == f"{KOREAN}\n{cell}"[:-1]


def test_a_new_label_is_copied() -> None:
    english = changed(":label:`sec_a`\n", ":width:`1px`\n:label:`sec_a`\n")
    korean = changed(":label:`sec_a`\n", ":width:`1px`\n:label:`sec_a`\n", KOREAN)
    assert synced(english) == korean
    assert synced(changed("`sec_a`", "`sec_b`")) == changed("`sec_a`", "`sec_b`", KOREAN)


NEW = f"<!-- ninbook: translate missing {digest_of('New.')}"
MARKED = {
    "changed paragraph": (
        ("Two.", "Two\nand more."),
        f"하나.\n\n<!-- ninbook: translate outdated {digest_of('Two and more.')}\n"
        "> Two\n> and more.\n-->\n\n둘.\n",
    ),
    "new paragraph": (("Two.", "New.\n\nTwo."), f"하나.\n\n{NEW}\n> New.\n-->\n\n둘.\n"),
    "deleted paragraph": (
        ("Two.\n\n", ""),
        f"하나.\n\n<!-- ninbook: translate extra {digest_of('Two.')}\n> Two.\n-->\n\n둘.\n",
    ),
    "moved paragraph": (("One.\n\nTwo.", "Two.\n\nOne."), "<!-- ninbook: translate moved "),
    "new in a tab": (
        ("Three.\n", "Three.\n\nNew.\n"),
        f"셋.\n\n{NEW} for jax\n> New.\n-->\n:end_tab:\n",
    ),
    "new between tabs": (
        (":end_tab:\n\n:begin", ":end_tab:\n\nNew.\n\n:begin"),
        f":end_tab:\n\n{NEW}\n> New.\n-->\n\n:begin_tab:`mxnet`",
    ),
    "new tab": (
        ("Two.\n", "Two.\n\n:begin_tab:`pytorch`\nNew.\n:end_tab:\n"),
        f"둘.\n\n{NEW} for pytorch\n> New.\n-->\n\n```",
    ),
    "changed item": (("- Six", "- Six!"), "-->\n\n- 다섯\n- 여섯\n"),
    "new item": (("- Six", "- New\n- Six"), "-->\n\n- 다섯\n- 여섯\n"),
}


def test_a_mark_for_a_new_tab_is_in_no_tab() -> None:
    (mark,) = marks_of(cut(synced(changed(*MARKED["new tab"][0]))))
    assert mark.block.tab is None


@pytest.mark.parametrize(("edit", "mark"), MARKED.values(), ids=MARKED.keys())
def test_what_changed_is_marked_above_it_and_stays(edit: tuple[str, str], mark: str) -> None:
    korean = synced(changed(*edit))
    assert mark in korean
    assert len(marks_of(cut(korean))) == 1
    assert without_marks(cut(korean)) == KOREAN


def test_a_label_waits_for_the_translation_of_its_heading() -> None:
    english = changed("Seven.", "## B\n:label:`sec_b`\n\nSeven.")
    assert ":label:`sec_b`" not in synced(english)
    korean = changed("일곱.", "## 나\n\n일곱.", KOREAN)
    assert synced(english, korean) == changed("## 나\n", "## 나\n:label:`sec_b`\n", korean)


def test_a_new_version_takes_the_place_of_an_old_mark() -> None:
    first = synced(changed("Two.", "Two again."))
    second = synced(changed("Two.", "Two once more."), first)
    assert [mark.block.content.split("\n")[1] for mark in marks_of(cut(second))] == [
        "> Two once more."
    ]
    assert synced(ENGLISH, first) == KOREAN


def test_what_somebody_wrote_into_a_mark_stays() -> None:
    english = changed("Two.", "Two again.")
    korean = changed("> Two again.\n", "> Two again.\n다시 둘.\n", synced(english))
    after = synced(english, korean)
    assert "다시 둘." in after
    assert [mark.generated for mark in marks_of(cut(after))] == [False, True]
    other = changed("> Two again.", "> 다시 둘.", synced(english))
    assert "> 다시 둘." in synced(english, other)


def test_cells_with_words_of_the_language_are_not_overwritten() -> None:
    korean = changed("x = 1", "x = 1  # 하나", KOREAN)
    after = synced(ENGLISH, korean)
    assert after == changed(
        "```{.python", "<!-- ninbook: translate different -->\n\n```{.python", korean
    )


def test_an_end_of_a_comment_in_the_english_does_not_end_the_mark() -> None:
    english = changed("Two.", "Two --> again.")
    korean = synced(english)
    assert "> Two --\\> again.\n-->\n\n둘." in korean
    assert marks_of(cut(korean))[0].generated


def test_line_ends_of_windows_stay() -> None:
    windows = KOREAN.replace("\n", "\r\n")
    assert synced(ENGLISH, windows) == windows
    english = changed("Two.", "Two again.").replace("x = 1", "x = 2")
    after = synced(english, windows)
    assert "\n" not in after.replace("\r\n", "")
    assert after.replace("\r\n", "\n") == synced(english)


def test_a_page_is_begun() -> None:
    korean = synced(ENGLISH, "")
    assert korean.startswith("<!-- ninbook: translate missing")
    assert korean.endswith("> Seven.\n-->\n")
    assert [block.kind for block in cut(korean).blocks if block.kind is not Kind.COMMENT] == [
        Kind.CELL
    ]


def test_what_was_done_is_told() -> None:
    done = synchronise(page(changed("Two.", "Too.").replace("x = 1", "x = 2"), KOREAN))
    assert [pair.english and pair.english.line for pair in done.copied] == [8]
    assert [pair.state for pair in done.marked] == [State.OUTDATED]


def test_nothing_is_marked_that_only_waits_for_a_look() -> None:
    assert synchronise(page(ENGLISH, KOREAN, [])).text == KOREAN


UNITS = [
    "# {}",
    "{}.",
    "{}\n:label:`{}`",
    "```{{.python .input}}\n{} = 1\n```",
    "- {}\n- {}b",
    ":begin_tab:`jax`\n{}\n:end_tab:",
    ":begin_tab:`mxnet`\n{}\n\n{}c\n:end_tab:",
    "$$ {} $$\n:eqlabel:`{}`",
    "(~~---~~)",
    "| {} |\n|--|",
    "<!-- {} -->",
]
PAGES = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from("abcdef")), max_size=9)


GAPS = st.lists(st.sampled_from(["\n", "\n\n", "\n\n\n", " \n"]), min_size=9, max_size=9)


def written(units: list[tuple[str, str]], word: str, gaps: list[str] | None = None) -> str:
    parts = [form.format(*[word + name] * 2) for form, name in units]
    return "".join(part + gap for part, gap in zip(parts, gaps or ["\n\n"] * 9))


def entries_of(units: list[tuple[str, str]]) -> list[Entry]:
    blocks = zip(cut(written(units, "word ")).blocks, cut(written(units, "말 ")).blocks)
    return [Entry.of(one, other) for one, other in blocks if not one.verbatim]


@given(PAGES, PAGES, PAGES, GAPS, GAPS, st.sampled_from(["\n", "\r\n"]))
def test_it_changes_nothing_the_second_time_and_loses_no_word(
    old: list[tuple[str, str]],
    new: list[tuple[str, str]],
    mine: list[tuple[str, str]],
    english_gaps: list[str],
    korean_gaps: list[str],
    line_end: str,
) -> None:
    english = written(new, "word ", english_gaps)
    korean = written(mine, "말 ", korean_gaps).replace("\n", line_end)
    entries = entries_of(old)
    done = synchronise(page(english, korean, entries))
    assert synchronise(page(english, done.text, entries)).text == done.text
    for block in cut(korean).blocks:
        if block.kind is not Kind.DIRECTIVE and not block.content.isascii():
            assert block.text in done.text
    assert all(mark.generated for mark in marks_of(cut(done.text)))


@given(PAGES, PAGES)
def test_marks_are_taken_out_without_a_trace(
    new: list[tuple[str, str]], mine: list[tuple[str, str]]
) -> None:
    korean = written(mine, "말 ")
    done = synchronise(page(written(new, "word "), korean, []))
    if not done.copied and korean:
        assert without_marks(cut(done.text)) == korean
