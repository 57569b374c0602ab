"""The targets that d2lbook has besides the forms of the book."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import nbformat
import pytest

from tests.cli.conftest import Command, run_ninbook
from tests.editing import edit

PAGE = "chapter/page.md"


# tabcheck, outputcheck ---------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["tabcheck", "outputcheck"])
def test_checks_of_a_good_book(book_folder: Path, command: Command, target: str) -> None:
    code, out, err = command("build", target)
    assert (code, err) == (0, "")
    assert "0 cells executed" in out  # stale cells are no matter of theirs


def test_tabcheck_names_an_unknown_tab_in_every_language(
    translated_folder: Path, command: Command
) -> None:
    expected = []
    for page in ("chapter/nin.ko.md", "chapter/nin.md"):
        edit(translated_folder / page, ":begin_tab:`jax`", ":begin_tab:`jaxx`")
        before = (translated_folder / page).read_text("utf-8").split(":begin_tab:`jaxx`")[0]
        line = before.count("\n") + 1
        expected.append(f"{page}:{line}: unknown tab 'jaxx'; did you mean 'jax'?")
    code, _, err = command("build", "tabcheck")
    assert code == 1
    assert err.splitlines() == expected


def test_outputcheck_names_what_an_editor_left(translated_folder: Path, command: Command) -> None:
    left = "```{.json .output n=1}\n[]\n```\n"
    file = translated_folder / "chapter/nin.ko.md"
    line = file.read_text("utf-8").count("\n") + 2
    file.write_text(f"{file.read_text('utf-8')}\n{left}", "utf-8")
    code, _, err = command("build", "outputcheck")
    assert code == 1
    assert err == (f"chapter/nin.ko.md:{line}: output left in the source; delete this block\n")


# lib ---------------------------------------------------------------------------------------------


def test_lib_writes_marked_code_of_each_tab(book_folder: Path, command: Command) -> None:
    edit(
        book_folder / PAGE,
        "%%tab jax\nprint(2 * x + 20)",
        "%%tab jax\ndef f(x):  #@save\n    return x",
    )
    config = book_folder / "config.ini"
    config.write_text(f"{config.read_text()}\n[library-jax]\nlib_file = lib/jax.py\n")
    code, out, err = command("build", "lib")
    assert (code, err) == (0, "")
    assert "wrote lib/jax.py\n" in out
    saved = (book_folder / "lib/jax.py").read_text()
    assert "def f(x):" in saved and "return x" in saved


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("", "config.ini names no library; add a section such as [library-pytorch]"),
        ("[library-jax]\nalias = a = 1\n", "config.ini: [library-jax] has no lib_file; name one"),
        ("[library]\nroot_dir = code\n", "[library] root_dir: d2lbook 1.0.3 dropped this; save"),
        ("[library]\nversion_file = v.py\n", "[library] version_file: v.py doesn't exist"),
    ],
)
def test_lib_says_what_is_missing(
    book_folder: Path, command: Command, section: str, message: str
) -> None:
    config = book_folder / "config.ini"
    config.write_text(f"{config.read_text()}\n{section}")
    code, _, err = command("build", "lib")
    assert code == 1
    assert message in err
    assert "Traceback" not in err


# merge, all, clear -------------------------------------------------------------------------------


def test_merge_writes_all_tabs_into_one_notebook(book_folder: Path, command: Command) -> None:
    assert command("build", "merge", "--no-eval")[0] == 0
    notebook = nbformat.read(book_folder / "build/eval_all/chapter/page.ipynb", as_version=4)
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert all(text in source for text in ("print(2 * x)", "2 * x + 10", "2 * x + 20"))


def test_merge_of_one_tab_is_refused(book_folder: Path, command: Command) -> None:
    code, _, err = command("build", "merge", "--no-eval", "--tab", "jax")
    assert code == 1
    assert "merge puts all tabs into one notebook, but --tab jax names one" in err


def test_clear_deletes_what_was_built_and_nothing_else(book_folder: Path, command: Command) -> None:
    kept = {file for file in book_folder.rglob("*") if file.is_file()}
    assert command("build", "html", "epub", "ipynb", "--no-eval")[0] == 0
    assert command("clear")[:2] == (0, "deleted build/\n")
    assert {file for file in book_folder.rglob("*") if file.is_file()} == kept
    assert command("clear")[:2] == (0, "there is no build/; nothing to delete\n")


# linkcheck ---------------------------------------------------------------------------------------


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """A web site on this machine with one page."""
    server = HTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_linkcheck_names_broken_links_by_their_line(
    book_folder: Path, command: Command, site: str
) -> None:
    edit(book_folder / PAGE, "LeNet (:numref:`sec_lenet`) is older than", "See")  # on another host
    edit(book_folder / PAGE, "That is all.", f"[There]({site}/there).")
    code, _, err = command("build", "linkcheck", "--no-eval")
    assert code == 0, err
    edit(book_folder / PAGE, f"[There]({site}/there).", f"[Gone]({site}/gone).")
    line = (book_folder / PAGE).read_text("utf-8").split("[Gone]")[0].count("\n") + 1
    code, _, err = command("build", "linkcheck", "--no-eval")
    assert code == 1
    assert f"{PAGE}:{line}: link {site}/gone is broken: 404" in err


def test_linkcheck_without_a_connection_says_so(
    book_folder: Path, command: Command, site: str
) -> None:
    edit(book_folder / PAGE, "LeNet (:numref:`sec_lenet`) is older than", "See")
    unknown = "[A](https://a.invalid/1) [B](https://a.invalid/2) [C](https://b.invalid/)."
    edit(book_folder / PAGE, "That is all.", unknown)
    code, _, err = command("build", "linkcheck", "--no-eval")
    assert code == 1
    assert "linkcheck needs the internet: none of 3 links could be followed" in err
    assert "a.invalid, b.invalid" in err
    assert "broken" not in err
    edit(book_folder / PAGE, "[C](https://b.invalid/)", f"[There]({site}/there)")
    _, _, err = command("build", "linkcheck", "--no-eval")
    assert err.count("link https://a.invalid/") == 2, "those two are at fault"


@pytest.mark.parametrize("name", ["slides", "deploy"])
def test_d2lbooks_own_commands_explain_themselves(name: str, book_folder: Path) -> None:
    done = run_ninbook(book_folder, name, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: d2lbook ")
