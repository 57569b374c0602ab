"""The wrapper's promise: one clear sentence and exit code 1 when the environment can't be made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the wrapper needs, without an environment."""
    folder = tmp_path / "project"
    (folder / "ninbook").mkdir(parents=True)
    for name in ("d2lbook", "pyproject.toml", "config.ini", "ninbook/bootstrap.py"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "ninbook" / "requirements", folder / "ninbook" / "requirements")
    return folder


def call(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    home = project.parent / "home"
    home.mkdir(exist_ok=True)
    names = ("PATH", "LANG", "PYENV_ROOT", "PYENV_VERSION")
    clean = {k: v for k, v in os.environ.items() if k in names or "CERT" in k or "CA_BUNDLE" in k}
    return subprocess.run(
        ["/bin/sh", str(project / "d2lbook"), *arguments],
        env={**clean, "HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def assert_one_sentence(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    message = done.stderr.strip().splitlines()[-1]
    assert message.startswith("d2lbook: ")
    assert message.endswith(".")
    assert "Traceback" not in done.stderr


def test_no_python(project: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = call(project, "build", "html", PATH=str(empty))
    assert_one_sentence(done)
    assert "Install Python 3.11 or 3.12" in done.stderr


def test_python_too_old(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    old = folder / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")  # what any version before 3.8 answers to the wrapper
    old.chmod(0o755)
    done = call(project, "build", "html", PATH=str(folder))
    assert_one_sentence(done)
    assert "no Python 3.8 or newer" in done.stderr


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_no_network(project: Path, tool: str) -> None:
    environment = dict.fromkeys(("http_proxy", "https_proxy", "ALL_PROXY"), UNREACHABLE)
    environment["PIP_RETRIES"] = "0"
    if tool == "uv":
        uv = _uv()
        if uv is None:
            pytest.skip("no uv at hand")
        environment["PATH"] = f"{uv.parent}{os.pathsep}{os.environ['PATH']}"
        environment["UV_HTTP_RETRIES"] = "0"
    done = call(project, "build", "html", NINBOOK_PYTHON=sys.executable, **environment)
    assert_one_sentence(done)
    assert "can't be reached" in done.stderr
    assert not (project / ".venv" / "ninbook.stamp").exists()


def test_wrong_digest(project: Path) -> None:
    uv = _uv()
    if uv is None:
        pytest.skip("no uv at hand")
    lock = project / "ninbook" / "requirements" / "book.txt"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join(_spoiled(line) for line in lines))
    path = f"{uv.parent}{os.pathsep}{os.environ['PATH']}"
    cache = os.environ.get("UV_CACHE_DIR", str(Path.home() / ".cache" / "uv"))
    done = call(
        project, "build", "html", PATH=path, NINBOOK_PYTHON=sys.executable, UV_CACHE_DIR=cache
    )
    assert_one_sentence(done)
    assert "locked digest" in done.stderr


def _spoiled(line: str) -> str:
    head, found, digest = line.partition("sha256:")
    return head + found + "0" * 64 + digest[64:] if found else line


def _uv() -> Path | None:
    from ninbook import bootstrap

    folder = bootstrap._cache()
    found = shutil.which("uv") or next(map(str, folder.glob("uv-*/bin/uv")), None)
    return Path(found) if found else None


UV = """#!/bin/sh
echo "$@" >> {log}
if [ "$1" = venv ]; then mkdir -p {venv}/bin; cp {python} {venv}/bin/python; fi
"""
PYTHON = """#!/bin/sh
case "$1 $2" in
    -c*|-I*) exec {real} "$@" ;;
    "-m compileall") echo "compile $4" >> {log}; exit ;;
esac
echo "command $@" >> {log}
if [ -f {wants} ]; then mv {wants} {venv}/ninbook.wanted; exit 75; fi
exit 3
"""


class Programs:
    """A uv that installs nothing, and an environment whose Python runs the wrapper alone."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.folder = project.parent / "programs"
        self.log = project.parent / "log"
        self.wants = project.parent / "wants"
        """Where the Python finds what to ask the wrapper for, once."""
        self.folder.mkdir()
        names = {
            "log": self.log,
            "wants": self.wants,
            "venv": project / ".venv",
            "python": self.folder / "inner",
            "real": sys.executable,
        }
        for name, text in (("uv", UV), ("inner", PYTHON)):
            (self.folder / name).write_text(text.format(**names))
            (self.folder / name).chmod(0o755)

    def run(self, *arguments: str, **environment: str) -> list[str]:
        """Runs the wrapper; returns what it called, naming locks, and the exit code."""
        self.log.write_text("")
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        done = call(self.project, *arguments, PATH=path, **environment)
        called = [line for line in self.log.read_text().splitlines() if "--no-deps" not in line]
        names = [line.split("/")[-1] if "sync" in line else line.split()[0] for line in called]
        return [*names, str(done.returncode)]


@pytest.fixture
def programs(project: Path) -> Programs:
    """What the wrapper calls."""
    return Programs(project)


def test_the_environment_grows_when_the_command_asks_and_never_shrinks(programs: Programs) -> None:
    assert programs.run("build", "html") == ["venv", "book.txt", "compile", "command", "3"]
    assert programs.run("build", "html") == ["command", "3"]
    programs.wants.write_text("frameworks\n")
    assert programs.run("build", "eval") == ["command", "frameworks.txt", "compile", "command", "3"]
    assert programs.run("build", "html") == ["command", "3"]
    assert programs.run("lab") == ["command", "3"]
    assert programs.run("test") == ["test.txt", "compile", "command", "3"]
    assert programs.run("lab") == programs.run("build", "html") == ["command", "3"]


def test_the_python_of_the_environment_is_enough(programs: Programs) -> None:
    programs.run("build", "html")
    done = call(programs.project, "build", "html", PATH=str(programs.folder))
    assert done.returncode == 3


def test_a_machine_with_a_gpu_has_its_own_lock(programs: Programs) -> None:
    assert programs.run("lab", NINBOOK_GPU="1") == ["venv", "gpu.txt", "compile", "command", "3"]
    assert programs.run("lab") == programs.run("build", "html") == ["command", "3"]


def test_a_changed_lock_is_installed(programs: Programs) -> None:
    programs.run("build", "html")
    with (programs.project / "ninbook" / "requirements" / "book.txt").open("a") as lock:
        lock.write("# new\n")
    assert programs.run("build", "html") == ["book.txt", "compile", "command", "3"]


def test_wrapper_runs_commands_from_any_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(ROOT / "d2lbook"), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "d2lbook build html" in done.stdout


def test_without_network_it_takes_what_is_in_the_cache(programs: Programs) -> None:
    uv = programs.folder / "uv"
    text = uv.read_text()
    # It answers as uv does that doesn't reach the index, unless it need not.
    failing = 'case "$*" in *sync*--offline*) exit 0;; *sync*) echo "no answer" >&2; exit 1;; esac'
    uv.write_text(f"{text}{failing}\n")
    assert programs.run("build", "html") == [
        "venv",
        "book.txt",
        "book.txt",
        "compile",
        "command",
        "3",
    ]
    uv.write_text(f'{text}case "$*" in *sync*) echo "no answer" >&2; exit 1;; esac\n')
    assert programs.run("test") == ["test.txt", "test.txt", "1"]


def test_a_command_asks_for_no_environment_that_there_is_not(programs: Programs) -> None:
    assert programs.run("build", "html")[-1] == "3"
    programs.wants.write_text("../../x\n")
    assert programs.run("build", "eval") == ["command", "1"]


def test_what_is_in_the_way_is_named(project: Path, programs: Programs) -> None:
    (project / ".venv").write_text("in the way")
    path = f"{programs.folder}{os.pathsep}{os.environ['PATH']}"
    done = call(project, "build", "html", PATH=path)
    assert_one_sentence(done)
    assert ".venv" in done.stderr


def test_what_jupyter_loads_is_part_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ninbook import bootstrap

    script = tmp_path / "author" / "labextension" / "static" / "pages.js"
    script.parent.mkdir(parents=True)
    monkeypatch.setattr(bootstrap, "PACKAGE", tmp_path)
    digests = set()
    for text in ("'old';", "'new';"):
        script.write_text(text)
        digests.add(bootstrap._digest("book"))
    assert len(digests) == 2
