from pathlib import Path

import pytest

from ninbook.cli import main
from ninbook.settings import (
    SEED,
    SEED_VARIABLE,
    SettingError,
    asked_seed,
    read_number,
    seed_of_environment,
)


def test_a_seed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 2**32 - 1
    assert [read_number(text, 0, most) for text in ("0", "2013", str(most))] == [0, 2013, most]
    for text, asked in (("", None), ("7", 7)):
        monkeypatch.setenv(SEED_VARIABLE, text)
        assert (asked_seed(), seed_of_environment()) == (asked, asked or SEED)


@pytest.mark.parametrize("text", ["abc", "-1", "1.5", "4294967296", " 1", "²"])
def test_what_is_no_seed_is_named(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SEED_VARIABLE, text)
    with pytest.raises(SettingError, match=r"^NINBOOK_SEED must be a whole number from 0 to 42949"):
        asked_seed()


def test_a_wrong_seed_in_the_environment_ends_a_command(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SEED_VARIABLE, "abc")
    assert main(["build", "eval"]) == 1
    said = "NINBOOK_SEED must be a whole number from 0 to 4294967295, not 'abc'"
    assert capsys.readouterr().err == f"d2lbook: {said}\n"
