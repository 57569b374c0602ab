from functools import partial
from pathlib import Path

import pytest

from ninbook.cli import main
from ninbook.source import Book
from ninbook.translation.translation import Translation
from tests.cli.conftest import Command
from tests.editing import edit
from tests.projects import files_of

ENGLISH, KOREAN = Path("chapter/nin.md"), Path("chapter/nin.ko.md")
LEDGER = Path("chapter/nin.ko.ledger")


@pytest.fixture
def translate(translated_folder: Path, command: Command) -> Command:
    """Runs the command in the translated book; returns exit code, output and errors."""
    return partial(command, "translate")


def checked() -> int:
    return main(["check", "--no-outputs"])


def test_a_current_book_needs_nothing(translate: Command) -> None:
    before = files_of(Path())
    code, out, err = translate("status")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()] == [
        ["page", "current", "outdated", "missing", "extra"],
        ["index.ko.md", "3", "0", "0", "0"],
        ["chapter/nin.ko.md", "19", "0", "0", "0"],
    ]
    assert translate("sync") == (0, "", "")
    assert files_of(Path()) == before


def test_status_shows_both_places_and_the_change(translate: Command) -> None:
    edit(ENGLISH, "The first sentence.", "The very first sentence.")
    edit(ENGLISH, "## Exercises", "A new paragraph.\n\n## Exercises")
    edit(ENGLISH, "x = 1", "x = 2")
    code, out, _ = translate("status", "chapter/nin.md")
    assert code == 1
    assert out.splitlines()[1].split() == ["chapter/nin.ko.md", "17", "1", "1", "0", "1"]
    assert out.split("\n\n")[1:] == [
        "outdated  chapter/nin.md:4  chapter/nin.ko.md:4\n"
        "The {+very+} first sentence. NiN has no fully connected layer ...",
        "different  chapter/nin.md:18  chapter/nin.ko.md:18\n- x = 1  # one\n+ x = 2  # one",
        "missing  chapter/nin.md:40  chapter/nin.ko.md:38\nA new paragraph.\n",
    ]


def test_from_a_change_to_a_current_page(translate: Command) -> None:
    edit(ENGLISH, "The first sentence.", "The very first sentence.")
    edit(ENGLISH, "x = 1", "x = 2")
    before = LEDGER.read_text(encoding="utf-8")
    code, out, _ = translate("sync")
    assert (code, out.splitlines()) == (
        0,
        [
            'chapter/nin.ko.md: copied different cell "```{.python .input} %%tab all x = 2 '
            '# on..." of chapter/nin.md:18',
            'chapter/nin.ko.md: marked outdated paragraph "The very first sentence. NiN has no '
            'full..." of chapter/nin.md:4',
        ],
    )
    assert LEDGER.read_text(encoding="utf-8") == before
    synced = KOREAN.read_text(encoding="utf-8")
    assert "x = 2  # one" in synced
    assert "> The very first sentence. NiN has no fully connected layer\n" in synced
    assert translate("sync")[0] == 0
    assert KOREAN.read_text(encoding="utf-8") == synced
    assert checked() == 1
    edit(KOREAN, "첫 문장입니다.", "맨 첫 문장입니다.")
    code, out, _ = translate("confirm", "chapter/nin.md:5")
    assert (code, out.splitlines()[-1]) == (0, "confirmed 1 block of chapter/nin.ko.md")
    assert "ninbook: translate" not in KOREAN.read_text(encoding="utf-8")
    assert (translate("status")[0], checked()) == (0, 0)
    after = LEDGER.read_text(encoding="utf-8").splitlines()
    assert [a == b for a, b in zip(before.splitlines(), after)].count(False) == 1


@pytest.mark.parametrize("name", ["chapter/nin.md:5", "chapter/nin.ko.md:5", "digest", "korean"])
def test_blocks_are_named_by_line_or_digest(name: str, translate: Command) -> None:
    edit(ENGLISH, "The first sentence.", "The very first sentence.")
    pairs = Translation.read(Book.open(Path.cwd()), ENGLISH, "ko").open_pairs
    ((english, translated),) = [(pair.english, pair.translated) for pair in pairs]
    digests = {"digest": english.digest, "korean": translated.digest[:8]}
    assert translate("confirm", digests.get(name, name))[0] == 0
    assert checked() == 0


def test_only_the_named_blocks_are_confirmed(translate: Command) -> None:
    edit(ENGLISH, "Words for JAX.", "More words for JAX.")
    edit(ENGLISH, "Words for PyTorch.", "More words for PyTorch.")
    assert translate("confirm", "chapter/nin.md:28")[0] == 0
    _, out, _ = translate("status")
    assert "outdated  chapter/nin.md:24" in out
    assert "chapter/nin.md:28" not in out


def test_nothing_is_confirmed_if_one_cannot_be(translate: Command) -> None:
    edit(ENGLISH, "Words for JAX.", "More words for JAX.")
    edit(ENGLISH, "## Exercises", "A new paragraph.\n\n## Exercises")
    edit(ENGLISH, "x = 1", "x = 2")
    before = files_of(Path())
    code, out, err = translate(
        "confirm", "chapter/nin.md:28", "chapter/nin.md:40", "chapter/nin.md:18"
    )
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "d2lbook: chapter/nin.ko.md:38: chapter/nin.md:40 has no translation here; write it",
        "d2lbook: chapter/nin.ko.md:18: this differs from chapter/nin.md:18; run "
        "./d2lbook translate sync",
    ]
    assert files_of(Path()) == before


def test_a_whole_page_is_confirmed_only_if_it_has_no_ledger(translate: Command) -> None:
    code, out, err = translate("confirm", "--all-new", "chapter/nin.ko.md")
    assert (code, out) == (2, "")
    assert err == "d2lbook: chapter/nin.ko.md: has a ledger; name the blocks to confirm\n"
    before = LEDGER.read_bytes()
    LEDGER.unlink()
    assert checked() == 1
    code, out, _ = translate("confirm", "--all-new", "chapter/nin.ko.md")
    assert (code, out.splitlines()[-1]) == (0, "confirmed 12 blocks of chapter/nin.ko.md")
    assert LEDGER.read_bytes() == before


def test_a_whole_page_is_confirmed_only_if_it_is_parallel(translate: Command) -> None:
    LEDGER.unlink()
    edit(KOREAN, "1. 왜 두 개입니까?\n", "")
    edit(KOREAN, "x = 1", "x = 2")
    code, _, err = translate("confirm", "--all-new", "chapter/nin.ko.md")
    assert code == 1
    assert [line.split(": ")[1] for line in err.splitlines()] == [
        "chapter/nin.ko.md:18",
        "chapter/nin.ko.md:44",
    ]
    assert not LEDGER.exists()


def test_a_page_is_begun_and_finished(translate: Command) -> None:
    korean = KOREAN.read_text(encoding="utf-8")
    KOREAN.unlink()
    LEDGER.unlink()
    assert translate("sync", "chapter/nin.md")[0] == 0
    begun = KOREAN.read_text(encoding="utf-8")
    assert begun.startswith("<!-- ninbook: translate missing ")
    assert "```{.python .input}\n%%tab all\nprint(2 * x)\n```\n" in begun
    KOREAN.write_text(korean, encoding="utf-8")
    assert translate("confirm", "--all-new", "chapter/nin.md")[0] == 0
    assert checked() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["status", "chapter/no.md"], "chapter/no.md: no such page in the book"),
        (["status", "."], ".: no such page in the book"),
        (["status", ""], ": no such page in the book"),
        (["status", "/"], "/: no such page in the book"),
        (["sync", "--lang", "de"], "--lang 'de': the book has ko"),
        (["sync", "--lang", ""], "--lang '': the book has ko"),
        (["confirm", ":15"], ":15: no such block"),
        (["confirm", "chapter/nin.md:3"], "chapter/nin.md:3: no such block"),
        (["confirm", "0123456789ab"], "0123456789ab: no such block"),
        (["confirm", "0123"], "0123: no such block"),
        (["confirm", "--all-new", "no.md"], "no.md: no such page in the book"),
    ],
)
def test_wrong_names_are_wrong_usage(
    arguments: list[str], message: str, translate: Command
) -> None:
    code, out, err = translate(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith(f"d2lbook: {message}")


def test_a_name_for_several_blocks_is_wrong_usage(translate: Command) -> None:
    edit(Path("config.ini"), "languages = en, ko", "languages = en, ko, de")
    edit(Path("config.ini"), "*.ko.md */*.ko.md", "*.ko.md */*.ko.md *.de.md */*.de.md")
    Path("chapter/nin.de.md").write_bytes(KOREAN.read_bytes())
    code, _, err = translate("confirm", "chapter/nin.md:4")
    assert code == 2
    assert "names several blocks, name one: chapter/nin.ko.md:4, chapter/nin.de.md:4" in err
    assert translate("confirm", "--lang", "de", "chapter/nin.md:4")[0] == 0
    assert Path("chapter/nin.de.ledger").read_text(encoding="utf-8").count("paragraph") == 1


def test_a_broken_ledger_is_an_error(translate: Command) -> None:
    LEDGER.write_text(f"=======\n{LEDGER.read_text(encoding='utf-8')}", encoding="utf-8")
    code, _, err = translate("status")
    assert code == 1
    assert err.startswith("chapter/nin.ko.ledger:1: merge conflict;")


def test_names_are_relative_to_the_folder_of_the_call(
    translate: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(ENGLISH, "Words for JAX.", "More words for JAX.")
    monkeypatch.chdir("chapter")
    assert translate("confirm", "nin.ko.md:28")[0] == 0


@pytest.mark.parametrize("action", [[], ["status"], ["sync"], ["confirm"]])
def test_help_has_examples(action: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["translate", *action, "--help"])
    assert ended.value.code == 0
    assert "examples:\n  d2lbook translate " in capsys.readouterr().out
