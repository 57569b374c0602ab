import shutil
from pathlib import Path

import pytest

from ninbook.check.sources import check_sources
from ninbook.check.translations import check_translations
from ninbook.source import Book
from ninbook.translation.translation import Translation
from tests.editing import edit

ENGLISH, KOREAN = Path("chapter/nin.md"), Path("chapter/nin.ko.md")
CONFIRM = "run ./d2lbook translate confirm chapter/nin.ko.md"
COMPARE = f"compare them, then {CONFIRM}"
CHANGED = f"changed since this was translated; translate the change, then {CONFIRM}"
SYNC = "run ./d2lbook translate sync"
WHY, WHAT = "1. Why two?\n", "1. What changes\n   with three?\n"


def problems() -> list[str]:
    return [str(problem) for problem in check_translations(Book.open(Path.cwd()))]


def confirm_all() -> None:
    translation = Translation.read(Book.open(Path.cwd()), ENGLISH, "ko")
    translation.ledger.write_text(translation.ledger_with(translation.pairs), encoding="utf-8")


def test_a_confirmed_book_has_no_problem(translated_folder: Path) -> None:
    assert problems() == []
    assert check_sources(Book.open(translated_folder)) == []
    edit(ENGLISH, "layer\n:cite:", "layer :cite:")
    assert problems() == [], "lines may be broken otherwise"


def test_the_chapter_has_no_problem(chapter_copy: Path) -> None:
    if len(Book.open(chapter_copy).languages) == 1:
        pytest.skip("config.ini names no other language")
    assert problems() == []


def test_a_book_in_one_language_has_nothing_to_check(book_folder: Path) -> None:
    assert problems() == []


CHANGES = {
    "a sentence changed": (
        ("The first sentence.", "The first, new sentence."),
        'chapter/nin.ko.md:4: chapter/nin.md:4 "The first, new sentence. NiN has no full..." '
        f"{CHANGED}:4",
    ),
    "a paragraph deleted": (
        ("A NiN block holds two $1\\times1$ convolutions. It overfits less.\n\n", ""),
        "chapter/nin.ko.md:7: this paragraph has no counterpart near chapter/nin.md:4, which was "
        '"A NiN block holds two $1\\times1$ convolu..."; delete it',
    ),
    "a paragraph added": (
        ("A NiN block holds", "One more paragraph.\n\nA NiN block holds"),
        'chapter/nin.ko.md:5: the paragraph "One more paragraph." of chapter/nin.md:7 is missing; '
        "write it here",
    ),
    "two exercises swapped": (
        (f"{WHY}{WHAT}", f"{WHAT}{WHY}"),
        'chapter/nin.ko.md:43: chapter/nin.md:42 "1. What changes with three?" is '
        "elsewhere in the English page; move this to after line 40",
    ),
    "a cell changed": (
        ("x = 1  # one", "x = 2  # two"),
        f"chapter/nin.ko.md:18: cell differs from chapter/nin.md:18; {SYNC}",
    ),
    "a comment in a cell changed": (
        ("x = 1  # one", "x = 1  # One"),
        f"chapter/nin.ko.md:18: cell differs from chapter/nin.md:18; {SYNC}",
    ),
    "a caption changed": (
        ("A square of a", "A red square of a"),
        'chapter/nin.ko.md:14: chapter/nin.md:14 "![A red square of a NiN block.](../img/s..." '
        f"{CHANGED}:14",
    ),
    "a table changed": (
        ("10.88", "10.89"),
        'chapter/nin.ko.md:36: chapter/nin.md:36 "| Head | Error | |:--|--:| | dropout | 1..." '
        f"{CHANGED}:36",
    ),
    "an equation changed": (
        ("y = 2 x", "y = 3 x"),
        f"chapter/nin.ko.md:9: equation differs from chapter/nin.md:9; {SYNC}",
    ),
    "a label added": (
        ("## Exercises\n", "## Exercises\n:label:`sec_exercises`\n"),
        'chapter/nin.ko.md:40: the directive ":label:`sec_exercises`" of chapter/nin.md:41 is '
        f"missing; copy it or {SYNC}",
    ),
    "other tabs": (
        ("`jax`\nWords", "`jax, mxnet`\nWords"),
        'chapter/nin.ko.md:28: chapter/nin.md:28 "Words for JAX." is for jax, mxnet and this '
        "for jax",
    ),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_the_english_is_named_with_both_places(
    change: tuple[str, str], expected: str, translated_folder: Path
) -> None:
    edit(ENGLISH, *change)
    assert problems() == [expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("NiN 블록에는", "아홉 블록에는"),
            [
                "7: 'NiN block' of chapter/nin.md:7 is 'NiN 블록' in the glossary, which does not "
                "occur here",
                "7: glossary: write 'NiN 블록', not '아홉 블록' (chapter/nin.md:7)",
                "7: this has changed since it was confirmed to translate chapter/nin.md:7 "
                f'"A NiN block holds two $1\\times1$ convolu..."; {COMPARE}:7',
            ],
        ),
        (
            ("레이어가 없습니다", "라벨이 없습니다"),
            [
                "4: 'fully connected layer' of chapter/nin.md:4 is '완전 연결 레이어' in the "
                "glossary, which does not occur here",
                "4: this has changed since it was confirmed to translate chapter/nin.md:4 "
                f'"The first sentence. NiN has no fully con..."; {COMPARE}:4',
                "5: glossary: write '레이블', not '라벨' (chapter/nin.md:4)",
            ],
        ),
    ],
    ids=["a nine block", "a label in a later line"],
)
def test_words_against_the_glossary_are_named_with_their_line(
    change: tuple[str, str], expected: list[str], translated_folder: Path
) -> None:
    edit(KOREAN, *change)
    assert problems() == [f"chapter/nin.ko.md:{one}" for one in expected]


def test_terms_are_not_asked_for_where_the_english_changed(translated_folder: Path) -> None:
    edit(ENGLISH, "The first sentence.", "The first sentence on dropout.")
    assert not any("glossary" in problem for problem in problems())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (":eqref:`eq_small`에", "이에", "12: reference 'eq_small' of chapter/nin.md:12 is missing"),
        ("fig_small`은", "fig_smal`은", "reference 'fig_smal' does not occur at chapter/nin.md:12"),
        ("Lin.Chen.Yan.2013", "Lin.2013", "5: citation 'Lin.2013' does not occur at"),
        ("square.ko.svg", "circle.svg", "14: picture '../img/circle.svg' does not occur at"),
        ("square.ko.svg", "square.svg", ""),
    ],
)
def test_references_must_agree(old: str, new: str, message: str, translated_folder: Path) -> None:
    edit(KOREAN, old, new)
    confirm_all()
    assert any(message in problem for problem in problems()) if message else problems() == []


def test_a_picture_of_the_language_must_exist(translated_folder: Path) -> None:
    Path("img/square.ko.svg").unlink()
    assert problems() == ["chapter/nin.ko.md:14: image ../img/square.ko.svg doesn't exist"]


def test_a_missing_page_is_named(translated_folder: Path) -> None:
    KOREAN.unlink()
    assert problems() == [
        "chapter/nin.ko.md:1: is missing, the translation of chapter/nin.md:1; run "
        "./d2lbook translate sync chapter/nin.md"
    ]


def test_a_page_without_ledger_is_named_once(translated_folder: Path) -> None:
    KOREAN.with_suffix(".ledger").unlink()
    edit(ENGLISH, "x = 1", "x = 3")
    assert problems() == [
        "chapter/nin.ko.ledger:1: is missing; compare chapter/nin.ko.md:1 with chapter/nin.md:1 "
        "block by block, then run ./d2lbook translate confirm --all-new chapter/nin.ko.md",
        "chapter/nin.ko.md:18: cell differs from chapter/nin.md:18; run ./d2lbook translate sync",
    ]


def test_a_translation_of_nothing_is_named(translated_folder: Path) -> None:
    Path("chapter/old.ko.md").write_text("# 옛\n", encoding="utf-8")
    assert problems() == ["chapter/old.ko.md:1: translates chapter/old.md:1, which doesn't exist"]


def test_what_cannot_be_read_is_named(translated_folder: Path) -> None:
    ledger = KOREAN.with_suffix(".ledger")
    ledger.write_text(f"<<<<<<< ours\n{ledger.read_text()}", encoding="utf-8")
    Path("index.ko.md").write_bytes(b"# \xff\n")
    (translated_folder / "glossary.ko.tsv").write_text("rule\tform\ttranslation\nx\ty\tz\n")
    found = problems()
    assert [problem.split(": ")[0] for problem in found] == [
        "chapter/nin.ko.ledger:1",
        "glossary.ko.tsv:2",
    ]
    sources = check_sources(Book.open(translated_folder))  # names a page that isn't UTF-8, once
    assert [str(problem).split(": ")[0] for problem in sources] == ["index.ko.md:1"]


def test_marks_that_are_not_needed_or_hold_text_are_named(translated_folder: Path) -> None:
    marks = "<!-- ninbook: translate extra -->\n\n<!-- ninbook: translate my words -->\n\n"
    edit(KOREAN, "첫 문장입니다.", f"{marks}첫 문장입니다.")
    assert problems() == [
        "chapter/nin.ko.md:4: translation mark is no longer needed; run "
        "./d2lbook translate sync chapter/nin.md",
        "chapter/nin.ko.md:6: text was added to a translation mark; move it out of there",
    ]


def test_a_third_language_needs_no_code(translated_folder: Path) -> None:
    edit(Path("config.ini"), "languages = en, ko", "languages = en, ko, tlh")
    edit(Path("config.ini"), "*.ko.md */*.ko.md", "*.ko.md */*.ko.md *.tlh.md */*.tlh.md")
    assert problems() == [
        f"{page}.tlh.md:1: is missing, the translation of {page}.md:1; run "
        f"./d2lbook translate sync {page}.md"
        for page in ("chapter/nin", "index")
    ]
    for page in (ENGLISH, Path("index.md")):
        shutil.copy(page, page.with_suffix(".tlh.md"))
        translation = Translation.read(Book.open(translated_folder), page, "tlh")
        translation.ledger.write_text(translation.ledger_with(translation.pairs))
    assert problems() == []
    (translated_folder / "glossary.tlh.tsv").write_text(
        "rule\tform\ttranslation\tnote\nterm\tstrides?\tSo'\n"
    )
    assert problems() == [
        "chapter/nin.tlh.md:4: 'stride' of chapter/nin.md:4 is \"So'\" in the glossary, "
        "which does not occur here"
    ]
    edit(ENGLISH, "Words for JAX.", "Other words for JAX.")
    assert [problem.split(": ")[0] for problem in problems()] == [
        "chapter/nin.ko.md:28",
        "chapter/nin.tlh.md:4",
        "chapter/nin.tlh.md:28",
    ]
