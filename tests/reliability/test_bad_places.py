"""What is said of a bad environment: variables, disks, permissions, packages, names of files."""

import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ninbook.cli import main
from tests.cli.conftest import run_ninbook
from tests.conftest import small_disk
from tests.editing import edit

HTML, CHECK = ["build", "html", "--no-eval"], ["check"]

USAGE = [
    (["build", "html", "--tab", "caffe"], 2, "unknown tab 'caffe'; the book has pytorch, jax"),
    (["build", "html", "--lang", "ko"], 2, "unknown language 'ko'; the book has en"),
    (["build", "html", "--lang", "../x"], 2, "unknown language '../x'; the book has en"),
    (["build", "odd"], 2, "'odd' is none of eval, html"),
    (["build", "html", "--tab", ""], 2, "unknown tab ''; the book has pytorch, jax"),
    (["build", "html", "--lang", ""], 2, "unknown language ''; the book has en"),
    (["build", "eval", "--jobs", "0"], 2, "must be a whole number from 1 to 999999999, not '0'"),
    (["build", "eval", "--jobs", "x"], 2, "must be a whole number from 1 to 999999999, not 'x'"),
    (["build", "eval", "--deadline", "-5"], 2, "must be a whole number from 1 to"),
    (["build", "eval", "--deadline", "9" * 5000], 2, "must be a whole number from 1 to"),
    (["build", "eval", "--seed", "abc"], 2, "a whole number from 0 to 4294967295, not 'abc'"),
    (["build", "eval", "--checkpoint-every", "-1"], 2, "must be 0 or more, not '-1'"),
    (["build", "eval", "--checkpoint-every", "nan"], 2, "must be 0 or more, not 'nan'"),
    (["build", "eval", "--checkpoint-every", "often"], 2, "must be 0 or more, not 'often'"),
    (["build", "eval", "--profile", "slow"], 2, "invalid choice: 'slow'"),
    (["serve", "--tab", "caffe"], 2, "unknown tab 'caffe'"),
    (["serve", "--port", "x"], 2, "invalid int value: 'x'"),
    (["lab", "nothing.md"], 2, "nothing.md: no such page"),
    (["lab", ""], 2, ": no such page"),
    (["lab", "../config.ini"], 2, "../config.ini: no such page"),
    (["activate", "caffe", "index.md"], 2, "unknown tab 'caffe'; the book has pytorch, jax"),
    (["activate", "jax", "nothing.md"], 2, "nothing.md: no such page"),
    (["activate", "jax", "img"], 2, "img: no such page"),
    (["activate", "jax", "."], 2, ".: no such page"),
    (["activate", "jax", ""], 2, ": no such page"),
    (["activate", "jax", "a**b"], 2, "a**b: no such page"),
    (["outputs", "add", "nothing"], 1, "nothing: no SHA256SUMS in it"),
    (["outputs", "add", "index.md"], 1, "index.md: no SHA256SUMS in it"),
    (["outputs", "add", "img"], 1, "img: no SHA256SUMS in it"),
    (["outputs", "archive", "index.md"], 1, "index.md: no frozen notebook or run in outputs/"),
    (["translate", "status"], 2, "languages names no other language than the first"),
    (["build", "ipynb", "--import-checkpoint", "nothing.zip"], 1, "nothing.zip"),
    (["build", "ipynb", "--export-checkpoint", "img"], 1, "there is no checkpoint of this"),
    ([], 2, "usage: d2lbook"),
    (["odd"], 2, "invalid choice: 'odd'"),
    (["build"], 2, "usage: d2lbook build"),
    (["build", "eval", "--checkpoint-every"], 2, "expected one argument"),
    (["build", "eval", "--export-checkpoint"], 2, "expected one argument"),
    (["build", "eval", "--import-checkpoint"], 2, "expected one argument"),
    (["check", "--odd"], 2, "unrecognized arguments: --odd"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), USAGE)
def test_wrong_usage_is_named(
    arguments: list[str], code: int, message: str, small: Path, command: Any
) -> None:
    ended = command(*arguments)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
    assert code == 1 or not (small / "build").exists()


NUMBER = "must be a whole number from 0 to"
VARIABLES = [
    *(("NINBOOK_SEED", value, NUMBER) for value in ("abc", "-1", "4294967296", "1.5")),
    *(("NINBOOK_PROCESSES", value, NUMBER) for value in ("abc", "²", "10000")),
    *(("SOURCE_DATE_EPOCH", value, NUMBER) for value in ("now", "²", "-5", "9" * 30)),
    ("NINBOOK_PROFILE", "slow", "is 'slow'; it must be full or quick"),
]


@pytest.mark.parametrize(("variable", "value", "message"), VARIABLES)
def test_a_variable_that_cannot_be_is_named(
    variable: str,
    value: str,
    message: str,
    small: Path,
    command: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    for arguments in (HTML, CHECK):
        ended = command(*arguments)
        assert ended.code == 1
        assert ended.err.startswith(f"d2lbook: {variable} {message}")
        assert f"'{value}'" in ended.err and ended.err.count("\n") == 1


@pytest.mark.parametrize("value", ["", "0", "253402300799"])
def test_any_date_is_that_of_a_book(
    value: str, small: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    ended = command("build", "epub", "--no-eval", "--tab", "jax")
    assert ended.code == 0, ended.said


def put_file(name: str, content: bytes = b"in the way") -> Callable[[Path], object]:
    """Puts a file where a folder belongs, or another one."""

    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    return write


def put_folder(name: str) -> Callable[[Path], object]:
    """Puts a folder where a file belongs."""

    def make(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name / "within").mkdir(parents=True)

    return make


def break_bibliography(folder: Path) -> None:
    """Leaves an entry open that the first page cites."""
    (folder / "references.bib").write_text("@book{a, title = {")
    (folder / "index.md").write_text("# A\n\n:cite:`a`\n\n:bibliography:`references.bib`\n")


NEEDED = "a file is in the place of a folder; move it away"
TAKEN = "a folder is in the place of a file; move it away"
NO_BOOK = "/small/config.ini: file not found; run the command in a book's folder\n"
NO_FIRST = "[build] index: index.md doesn't exist; create it"
NOT_BUILT = "no build makes build/a.txt; move it away first"
LOOP = "/build'; delete this link"
NO_SUMS = "outputs/SHA256SUMS:1: Is a directory; restore it"
PLACES: dict[str, tuple[Callable[[Path], object], list[str], str]] = {
    "build is a file": (put_file("build"), HTML, f"build/cache: {NEEDED}"),
    "cache is a file": (put_file("build/cache"), HTML, f"build/cache: {NEEDED}"),
    "site is a file": (put_file("build/html"), HTML, NEEDED),
    "sources are a file": (put_file("build/sphinx_all"), HTML, NEEDED),
    "doctrees are a file": (put_file("build/cache/doctrees_sphinx_all_html"), HTML, NEEDED),
    "page is a folder": (put_folder("build/html/index.html"), HTML, f"index.html: {TAKEN}"),
    "stamp is a folder": (put_folder("build/cache/html.stamp"), HTML, f"html.stamp: {TAKEN}"),
    "build leads to itself": (lambda folder: (folder / "build").symlink_to("build"), HTML, LOOP),
    "settings are a folder": (put_folder("config.ini"), CHECK, NO_BOOK),
    "settings are gone": (lambda folder: (folder / "config.ini").unlink(), HTML, NO_BOOK),
    "first page is a folder": (put_folder("index.md"), CHECK, NO_FIRST),
    "first page is gone": (lambda folder: (folder / "index.md").unlink(), CHECK, NO_FIRST),
    "bibliography is no text": (put_file("references.bib", b"@a{\xff"), HTML, "references.bib:"),
    "bibliography is broken": (break_bibliography, HTML, "references.bib:"),
    "checksums are a folder": (put_folder("outputs/SHA256SUMS"), CHECK, NO_SUMS),
    "store is a file": (put_file("outputs"), HTML, "outputs"),
    "something else": (put_file("build/a.txt"), ["clear"], NOT_BUILT),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_in_the_way_is_named(place: str, small: Path, command: Any) -> None:
    spoil, arguments, message = PLACES[place]
    spoil(small)
    ended = command(*arguments)
    assert ended.code == 1, ended.said
    assert message in ended.said


@pytest.mark.parametrize("size", [0, 1, 100, 1000, 5000, 20_000])
def test_a_full_disk_is_named_and_leaves_nothing_torn(size: int, small: Path, command: Any) -> None:
    with small_disk(size):
        ended = command(*HTML)
    assert ended.code == 1
    assert "larger than the limit on files" in ended.err
    assert command(*HTML).code == 0
    page = (small / "build" / "html" / "index.html").read_text()
    assert page.rstrip().endswith("</html>")


def as_nobody(act: Callable[[], object]) -> tuple[int, str]:
    """Runs something without the rights of root; returns its exit code and what it said."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.dup2(write, 2)
            sys.stderr = os.fdopen(2, "w", closefd=False)
            os.setgid(65534)
            os.setuid(65534)
            code = int(bool(act()))
        except BaseException:
            traceback.print_exc()
            code = 70
        sys.stderr.flush()
        os._exit(code)
    os.close(write)
    with os.fdopen(read) as stream:
        said = stream.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root to drop it")
@pytest.mark.parametrize("locked", ["book", "build", "page", "home"])
def test_what_may_not_be_written_or_read_is_named(
    locked: str, small: Path, command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command(*HTML).code == 0  # loads what nobody may not read
    assert command("clear").code == 0
    for folder in small.parents[:-2]:
        folder.chmod(0o755)
    for path in (small, *small.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    if locked == "book":
        small.chmod(0o555)
    elif locked == "build":
        (small / "build").mkdir(mode=0o555)
    elif locked == "page":
        (small / "index.md").chmod(0)
    else:
        home = small / "home"
        home.mkdir(mode=0o555)
        monkeypatch.setenv("HOME", str(home))
    code, said = as_nobody(lambda: main(HTML))
    assert "Traceback" not in said
    if locked == "home":
        assert code == 0
    else:
        assert code == 1
        assert "permission denied; allow it, or work on a copy of the book" in said


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_an_ascii_locale_builds_a_korean_file_name(locale: str, small: Path) -> None:
    (small / "페이지.md").write_text("# 페이지\n\n네트워크.\n", "utf-8")
    (small / "index.md").write_text("# Small\n\n```toc\n페이지\n```\n", "utf-8")
    done = run_ninbook(small, *HTML, LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "네트워크" in (small / "build" / "html" / "페이지.html").read_text("utf-8")


def test_a_name_that_is_no_unicode_is_named(small: Path, command: Any) -> None:
    try:
        (small / os.fsdecode(b"a\xff.md")).write_text("# A\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    ended = command(*HTML)
    assert ended.code == 1
    assert "'a\\udcff.md' can't be written as UTF-8; name it otherwise" in ended.err


def test_a_missing_package_ends_a_build_with_a_sentence(small: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules['sphinx.application'] = None\n"
        "from ninbook.cli import main\n"
        "sys.exit(main(['build', 'html', '--no-eval']))\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NINBOOK")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=small,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "d2lbook: the package 'sphinx.application' is missing from the environment or is broken; "
        "delete .venv, and ./d2lbook installs it again"
    )
    assert "Traceback" not in done.stderr


def test_a_fault_of_the_program_keeps_its_traceback(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        small / "config.ini", "[pdf]", "sphinx_configs = def setup_more(app): pass\n  1 / 0\n[pdf]"
    )
    assert main(HTML) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
