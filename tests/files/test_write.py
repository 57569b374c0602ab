import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ninbook.files.write import write_atomically, write_beside
from tests.conftest import die_at, small_disk
from tests.projects import files_of

OLD, NEW = b"old" * 1000, b"newer" * 2000


def test_writes_and_replaces(tmp_path: Path) -> None:
    for content in (OLD, NEW, b""):
        write_atomically(tmp_path / "file", content)
        assert files_of(tmp_path) == {"file": content}


def test_makes_the_folder(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b" / "file", NEW)
    assert files_of(tmp_path) == {"a/b/file": NEW}


def test_everyone_may_read_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", NEW)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644


def test_permissions_of_a_file_that_is_replaced_stay(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_atomically(file, b"new")
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_is_written_beside_is_hidden_and_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", OLD)
    beside = write_beside(tmp_path / "file", NEW)
    assert beside.parent == tmp_path
    assert beside.name.startswith(".file.")
    assert files_of(tmp_path) == {"file": OLD, beside.name: NEW}


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", OLD)
    with small_disk(len(NEW) - 1), pytest.raises(OSError, match="File too large"):
        write_atomically(tmp_path / "file", NEW)
    assert files_of(tmp_path) == {"file": OLD}
    with small_disk(len(NEW)):
        write_atomically(tmp_path / "file", NEW)
    assert files_of(tmp_path) == {"file": NEW}


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    write_atomically(tmp_path / "way" / "file", OLD)
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path / "way", NEW)
    assert files_of(tmp_path) == {"way/file": OLD}


def test_a_file_where_the_folder_should_be_stays(tmp_path: Path) -> None:
    write_atomically(tmp_path / "file", OLD)
    with pytest.raises(OSError, match="file"):
        write_atomically(tmp_path / "file" / "inner", NEW)
    assert files_of(tmp_path) == {"file": OLD}


def test_killed_at_any_point_it_is_old_or_new(tmp_path: Path) -> None:
    seen = []
    for point in range(1, 100):
        folder = tmp_path / str(point)
        write_atomically(folder / "file", OLD)
        died = die_at(point, lambda folder=folder: write_atomically(folder / "file", NEW))
        seen.append(files_of(folder)["file"])
        if not died:
            break
        write_atomically(folder / "file", OLD)  # what is left of the dead one isn't in the way
    assert not died
    assert len(seen) >= 4
    assert set(seen) == {OLD, NEW}
    assert seen == sorted(seen, key=[OLD, NEW].index)


def test_a_reader_never_sees_half_of_it(tmp_path: Path) -> None:
    file, ends = tmp_path / "file", threading.Event()
    allowed = [bytes([65 + number]) * (1 << (10 + 2 * number)) for number in range(6)]
    write_atomically(file, allowed[0])

    def write() -> Iterator[None]:
        for _ in range(20):
            for content in allowed:
                write_atomically(file, content)
                yield
        ends.set()

    writer = threading.Thread(target=lambda: list(write()))
    writer.start()
    seen = set()
    while not ends.is_set():
        seen.add(file.read_bytes())
    writer.join()
    assert seen <= set(allowed)
    assert len(seen) > 1
