from pathlib import Path

import pytest

from ninbook.files.memory import Memory, digest_of_own_code


def kept(file: Path | None, **values: object) -> Memory:
    """A memory that has kept a value of each name."""
    memory = Memory(file)
    for name, value in values.items():
        memory.keep(name, "state", value)
    memory.save()
    return memory


def test_it_recalls_what_was_kept_in_the_same_state(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "memory.json"
    kept(file, page=["value"])
    again = Memory(file)
    assert again.recall("page", "state") == ["value"]
    assert again.recall("page", "other state") is None
    assert again.recall("other page", "state") is None


def test_it_forgets_what_nobody_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    kept(file, page=1, gone=2)
    again = Memory(file)
    assert again.recall("page", "state") == 1
    again.save()
    assert Memory(file).recall("gone", "state") is None
    assert Memory(file).recall("page", "state") == 1


def test_other_code_remembers_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "memory.json"
    kept(file, page=1)
    monkeypatch.setattr("ninbook.files.memory.digest_of_own_code", lambda: "other")
    assert Memory(file).recall("page", "state") is None


def test_without_a_file_it_remembers_by_itself() -> None:
    assert kept(None, page=1).recall("page", "state") == 1
    assert Memory(None).recall("page", "state") is None


def test_a_broken_file_is_as_good_as_none(tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    known = f'["{digest_of_own_code()}", '
    entries = [f'{known}{{"page": {entry}}}]' for entry in ("1", "[]", '["state"]')]
    for text in ("", "{", "[1]", '{"page": 1}', f"{known}1]", *entries):
        file.write_text(text)
        assert Memory(file).recall("page", "state") is None
        kept(file, page=1)
        assert Memory(file).recall("page", "state") == 1


def test_what_cannot_be_written_is_asked_for_again(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("no folder")
    file = tmp_path / "cache" / "memory.json"
    assert kept(file, page=1).recall("page", "state") == 1
    assert Memory(file).recall("page", "state") is None
