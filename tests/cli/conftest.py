"""The command, here or in a process of its own, and books that it built once for many tests."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ninbook.cli import main
from tests.editing import edit
from tests.executions import freeze_all
from tests.projects import copy_chapter, write_book

HERE = Path(__file__).parent
Command = Callable[..., tuple[int, str, str]]


def run_ninbook(
    folder: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Runs the command in a folder, with the environment's variables that are given."""
    unwanted = ("NINBOOK", "NO_COLOR")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
    return subprocess.run(
        [sys.executable, "-m", "ninbook", *arguments],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@dataclass
class Built:
    """A book and the runs of the command on it.

    Attributes:
        folder: the book's folder.
        runs: the finished commands, in their order.
        before: content and time of each page of the site before the last run.
    """

    folder: Path
    runs: list[subprocess.CompletedProcess[str]] = field(default_factory=list)
    before: dict[str, tuple[bytes, int]] = field(default_factory=dict)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs the command and remembers the site as it was."""
        self.before = self.pages()
        self.runs.append(run_ninbook(self.folder, *arguments))
        return self.runs[-1]

    def pages(self, site: str = "html") -> dict[str, tuple[bytes, int]]:
        """Returns content and time of each page of a site."""
        root = self.folder / "build" / site
        return {
            file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mtime_ns)
            for file in sorted(root.rglob("*.html"))
        }


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Runs the command in this process; returns exit code, output and errors."""
    before = signal.getsignal(signal.SIGTERM)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    yield call
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def twenty_pages(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book of 20 pages more, built, built again, and built after an edit to the prose of one."""
    folder = write_book(tmp_path_factory.mktemp("twenty") / "book")
    names = [f"chapter/more{number:02}" for number in range(20)]
    for name in names:
        text = f"# {name}\n\nWords.\n\n```{{.python .input}}\n%%tab jax\nprint(1)\n```\n"
        (folder / f"{name}.md").write_text(text)
    index = folder / "index.md"
    index.write_text(index.read_text().replace("references\n", "\n".join([*names, "references\n"])))
    freeze_all(folder)
    built = Built(folder)
    built.run("build", "html", "--no-eval")
    built.run("build", "html", "--no-eval")
    page = folder / "chapter" / "more07.md"
    edit(page, "Words.", "Other words.")
    built.run("build", "html", "--no-eval")
    return built


@pytest.fixture(scope="session")
def grown_chapter(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The repository's book with three pages more, built in all tabs and then in JAX alone."""
    folder = copy_chapter(tmp_path_factory.mktemp("grown") / "book")
    chapter = folder / "chapter_cnn-modern"
    shutil.copytree(HERE / "grown_chapter", chapter, dirs_exist_ok=True)
    (folder / "img" / "small-alexnet.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>\n'
    )
    index = folder / "index.md"
    text = index.read_text(encoding="utf-8")
    pages = [f"chapter_cnn-modern/{name}\n" for name in ("history", "alexnet", "nin", "one_tab")]
    index.write_text(text.replace(f"\n{pages[2]}", f"\n{''.join(pages)}"), "utf-8")
    built = Built(folder)
    built.run("build", "html", "--no-eval")
    built.run("build", "html", "--no-eval", "--tab", "jax")
    return built
