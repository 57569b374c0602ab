import hashlib
import os
from pathlib import Path

import pytest

from ninbook.files import digests as file_digests
from ninbook.files.digests import FileDigests


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as settled from the beginning."""
    monkeypatch.setattr(file_digests, "_SETTLED_SECONDS", -1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    return file


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_read_once(file: Path, files_read: list[str]) -> None:
    digests = FileDigests()
    assert [digests.of(file), digests.of(str(file))] == [digest(b"old")] * 2
    assert files_read == ["file"]


def test_digests_outlive_the_process(file: Path, tmp_path: Path, files_read: list[str]) -> None:
    kept = tmp_path / "cache" / "digests.json"
    first = FileDigests(kept)
    first.of(file)
    first.save()
    assert FileDigests(kept).of(file) == digest(b"old")
    assert files_read == ["file"]


def test_a_change_is_noticed_even_with_the_size_and_the_time_of_before(file: Path) -> None:
    digests = FileDigests()
    digests.of(file)
    before = file.stat()
    while file.stat().st_ctime_ns == before.st_ctime_ns:  # some systems count in milliseconds
        file.write_bytes(b"new")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert digests.of(file) == digest(b"new")


def test_what_was_just_written_is_read_again(
    file: Path, files_read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_digests, "_SETTLED_SECONDS", 3600)
    digests = FileDigests()
    digests.of(file)
    digests.of(file)
    assert files_read == ["file", "file"]


def test_files_that_are_gone_are_forgotten(
    file: Path, tmp_path: Path, files_read: list[str]
) -> None:
    kept, other = tmp_path / "digests.json", tmp_path / "other"
    other.write_bytes(b"other")
    digests = FileDigests(kept)
    digests.of(file)
    digests.save()
    digests.of(other)
    digests.save()
    again = FileDigests(kept)
    again.of(file)
    again.save()
    assert FileDigests(kept).of(other) == digest(b"other")
    assert files_read == ["file", "other"]
    other.unlink()
    again.save()
    assert "other" not in kept.read_text()


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileDigests().of(tmp_path / "nothing")
