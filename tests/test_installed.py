"""The builder as a wheel: it brings everything, and makes its environment in the user's cache."""

import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from ninbook.bootstrap import find_uv
from tests.editing import edit
from tests.projects import ROOT

UV = """#!/bin/sh
if [ "$1" = venv ]; then
    for place; do :; done
    mkdir -p "$place/bin"
    {
        echo '#!/bin/sh'
        echo "case \\$1 in -c) echo '$place/library';; *) echo \"\\$@\";; esac"
    } > "$place/bin/python"
    chmod +x "$place/bin/python"
fi
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_brings_every_file_of_the_package_and_needs_no_other(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "ninbook"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    with zipfile.ZipFile(wheel) as archive:
        assert {name for name in listed.stdout.split() if (ROOT / name).is_file()} <= set(
            archive.namelist()
        )
        metadata = next(name for name in archive.namelist() if name.endswith("/METADATA"))
        assert "Requires-Dist" not in archive.read(metadata).decode()


@pytest.fixture
def installed(wheel: Path, tmp_path: Path) -> Path:
    """A folder with the wheel's package, a home and a uv that installs nothing."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").write_text(UV)
    (tmp_path / "bin" / "uv").chmod(0o755)
    return tmp_path


def call(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = "import sys; from ninbook.command import run; sys.exit(run())"
    return subprocess.run(
        [sys.executable, "-S", "-c", script, *arguments],
        cwd=folder,
        env={
            "HOME": str(installed / "home"),
            "PYTHONPATH": str(installed / "site"),
            "PATH": f"{installed / 'bin'}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_environment_is_in_the_cache_and_nothing_in_the_book(installed: Path) -> None:
    book = installed / "book"
    book.mkdir()
    (book / "config.ini").touch()
    done = call(installed, book, "build", "html")
    assert done.returncode == 0
    compiled, command = done.stdout.splitlines()
    assert re.fullmatch(r"-m compileall -qq .*/library/ninbook", compiled)
    assert command == "-m ninbook build html"
    (environment,) = (installed / "home" / ".cache" / "ninbook" / "environments").iterdir()
    package = environment / "library" / "ninbook"
    assert (package / "site" / "static" / "ninbook.css").is_file()
    assert (environment / "etc" / "ipython" / "ipython_config.py").is_file()
    assert (environment / "share" / "jupyter" / "labextensions" / "ninbook").is_dir()
    assert [file.name for file in book.iterdir()] == ["config.ini"]
    assert "installing" not in call(installed, book, "check").stderr


def test_another_release_replaces_the_package(installed: Path) -> None:
    (installed / "config.ini").touch()
    call(installed, installed, "build", "html")
    module = installed / "site" / "ninbook" / "__init__.py"
    edit(module, "0.1.0", "0.1.1")
    assert "installing" in call(installed, installed, "build", "html").stderr
    copies = list((installed / "home").glob("**/library/ninbook/__init__.py"))
    assert ["0.1.1" in copy.read_text() for copy in copies] == [True]


def test_outside_a_book_it_says_so_before_it_installs_anything(installed: Path) -> None:
    done = call(installed, installed, "build", "html")
    assert done.returncode == 1
    assert f"{installed} is not a book" in done.stderr
    assert not (installed / "home").exists()
    assert "needs a checkout" in call(installed, installed, "test").stderr


@pytest.mark.slow
@pytest.mark.parametrize("way", ["pip", "uv tool run"])
def test_an_empty_environment_builds_a_book(way: str, wheel: Path, tmp_path: Path) -> None:
    book, environment = tmp_path / "book", tmp_path / "environment"
    book.mkdir()
    (book / "config.ini").write_text("[project]\nname = case\ntitle = Case\nauthor = Me\n")
    (book / "index.md").write_text("# Case\n\nText with $\\mathbf x$.\n")
    if way == "pip":
        venv.create(environment, with_pip=True)
        python = environment / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
        command = [environment / "bin" / "d2lbook"]
    else:
        command = [find_uv(), "tool", "run", "--from", wheel, "d2lbook"]
    done = subprocess.run(
        [*command, "build", "html"],
        cwd=book,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "done in" in done.stdout) == (0, True), done.stderr
    assert "𝐱" in (book / "_build" / "html" / "index.html").read_text("utf-8")
