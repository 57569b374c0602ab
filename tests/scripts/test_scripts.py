"""Scripts and styles of pages: their linter, TypeScript's checker, and their unit tests."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ninbook.tools import npm

HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "ninbook"
BIOME = "@biomejs/biome/bin/biome"
TSC = "typescript/bin/tsc"
Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a program of the locked packages in Node.js; returns what it says if it fails."""
    folder = tmp_path_factory.mktemp("tools")
    npm.install(HERE, folder)
    node = npm.node_of_environment()
    assert node is not None and node.program is not None

    def run(program: str, *arguments: object) -> str:
        module = [folder / "node_modules" / program] if program else []
        done = subprocess.run(
            [node.program, *module, *map(str, arguments)],
            env=dict(node.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr if done.returncode else ""

    return run


def test_the_linter_finds_nothing(run: Run) -> None:
    files = sorted(file for kind in ("js", "css") for file in PACKAGE.rglob(f"*.{kind}"))
    assert len(files) > 20
    assert not run(BIOME, "lint", f"--config-path={HERE}", "--error-on-warnings", *files)


def test_the_linter_finds_what_is_unused(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "script.js"
    script.write_text("(() => { const unused = 1; })();\n")
    assert "unused" in run(BIOME, "lint", f"--config-path={HERE}", "--error-on-warnings", script)


def test_types_agree(run: Run) -> None:
    assert not run(TSC, "-p", HERE)


def test_units_do_what_they_say(run: Run) -> None:
    assert not run("", "--test", *sorted(HERE.glob("*.test.mjs")))
