import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.translation.blocks import cut, digest_of
from ninbook.translation.ledger import Entry, ledger_of, ledger_text, read_ledger
from ninbook.translation.spans import Kind

PAGE, KOREAN = Path("chapter/nin.md"), Path("chapter/nin.ko.md")
NAME = Path("nin.ko.ledger")


def entry(text: str, korean: str = "말") -> Entry:
    return Entry(digest_of(text), digest_of(korean), Kind.PARAGRAPH, text)


def written(folder: Path, *entries: Entry) -> Path:
    file = folder / NAME
    file.write_text(ledger_text(entries, PAGE, KOREAN), encoding="utf-8")
    return file


def test_it_stands_beside_the_translation() -> None:
    assert ledger_of(KOREAN) == Path("chapter/nin.ko.ledger")


def test_an_entry_binds_two_blocks() -> None:
    (english,), (korean,) = cut("Two\nlines.\n").blocks, cut("두\n줄.\n").blocks
    assert Entry.of(english, korean) == entry("Two lines.", "두 줄.")


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    entries = [entry("One."), entry("# no comment"), entry("Two $x$ `y`.")]
    written(tmp_path, *entries)
    assert read_ledger(tmp_path, NAME) == entries


def test_people_can_read_it(tmp_path: Path) -> None:
    assert written(tmp_path, entry("A word.", "낱말.")).read_text() == (
        "# The blocks of nin.ko.md in their order, each with what it translates of nin.md:\n"
        "# digest of the English, digest of the translation, kind, the English as it was then.\n"
        "# Written by d2lbook translate; see d2lbook translate --help.\n"
        "\n"
        f"{digest_of('A word.')} {digest_of('낱말.')} paragraph A word.\n"
    )


def test_there_may_be_none(tmp_path: Path) -> None:
    assert read_ledger(tmp_path, NAME) is None


def test_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, entry("One."))
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert read_ledger(tmp_path, NAME) == [entry("One.")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("<<<<<<< HEAD", "merge conflict; keep either side"),
        ("=======", "merge conflict"),
        (">>>>>>> theirs", "merge conflict"),
        ("words", "no line of a ledger; undo"),
        (f"{digest_of('A')} {digest_of('B')} nothing A", "no line of a ledger"),
        (f"{digest_of('A')} {digest_of('B')} item C", "the English doesn't have its digest"),
    ],
)
def test_what_is_no_ledger_is_named(line: str, message: str, tmp_path: Path) -> None:
    file = written(tmp_path, entry("One."))
    file.write_text(f"{file.read_text()}{line}\n")
    with pytest.raises(match=f"^nin.ko.ledger:6: {message}"):
        read_ledger(tmp_path, NAME)


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), max_size=5))
def test_any_text_survives(texts: list[str]) -> None:
    from tempfile import TemporaryDirectory

    blocks = [block for text in texts for block in cut(text).blocks]
    entries = [Entry.of(block, block) for block in blocks]
    with TemporaryDirectory() as folder:
        written(Path(folder), *entries)
        assert read_ledger(Path(folder), NAME) == entries


def test_changes_of_neighbours_merge_without_a_conflict(tmp_path: Path) -> None:
    base = [entry(text) for text in ("One.", "Two.", "Three.")]
    ours = [entry("One, changed."), *base[1:]]
    theirs = [base[0], entry("Two, changed."), base[2], entry("Four.")]
    names = []
    for name, entries in (("ours", ours), ("base", base), ("theirs", theirs)):
        (tmp_path / name).write_text(ledger_text(entries, PAGE, KOREAN))
        names.append(name)
    merged = subprocess.run(
        ["git", "merge-file", "--stdout", *names],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert merged.returncode == 0, merged.stdout
    (tmp_path / NAME).write_text(merged.stdout)
    assert read_ledger(tmp_path, NAME) == [ours[0], theirs[1], base[2], theirs[3]]
