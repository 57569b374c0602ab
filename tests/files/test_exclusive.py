import os
import signal
import sys
from pathlib import Path

from ninbook.files.exclusive import exclusive
from ninbook.files.write import write_beside


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    lock = tmp_path / "cache" / "lock"
    kept = [tmp_path / name for name in ("file", ".hidden", ".a.notrandom", "lab/.a.abcdefg1")]
    for file in kept:
        file.parent.mkdir(exist_ok=True)
        file.write_text("")
    if child := os.fork():
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    else:
        with exclusive(tmp_path, lock):
            write_beside(tmp_path / "site" / "page.html", b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    (left,) = (tmp_path / "site").iterdir()
    with exclusive(tmp_path, lock, but=("lab",)):
        assert not left.exists()
    assert all(file.is_file() for file in kept)


def test_what_another_process_writes_stays(tmp_path: Path) -> None:
    lock = tmp_path / "cache" / "lock"
    with exclusive(tmp_path, lock):
        pass
    beside = write_beside(tmp_path / "file", b"")
    with exclusive(tmp_path, lock):
        assert beside.exists()


def test_two_processes_take_turns(tmp_path: Path) -> None:
    lock, log = tmp_path / "cache" / "lock", tmp_path / "log"
    read, write = os.pipe()
    heard, speak = os.pipe()
    child = os.fork()
    if not child:
        os.read(read, 1)
        sys.stderr = os.fdopen(speak, "w")
        with exclusive(tmp_path, lock), log.open("a") as stream:
            stream.write("second\n")
        os._exit(0)
    with exclusive(tmp_path, lock):
        os.write(write, b".")
        os.close(speak)
        said = os.fdopen(heard).readline()
        with log.open("a") as stream:
            stream.write("first\n")
    assert os.waitpid(child, 0)[1] == 0
    assert log.read_text() == "first\nsecond\n"
    assert said == f"waiting for another build in {tmp_path}/ ...\n"
