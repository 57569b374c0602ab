from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import ninbook
from ninbook.frameworks import BY_TAB
from ninbook.notebooks.bundled_modules import bundled_files, foreign_modules
from ninbook.notebooks.setup_cells import drawing_cell, requirements_of, setup_cell, switch_cell
from ninbook.notebooks.words import notebook_words_of
from ninbook.pictures.raster import png_of

PACKAGE = Path(ninbook.__file__).parent


def of(module: str) -> dict[str, str]:
    return bundled_files([f"ninbook.runtime.{module}"])


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_all_that_the_mends_import_is_there(tab: str) -> None:
    files = of(f"{tab}.mends")
    for source in files.values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ninbook"):
                path = str(node.module).replace(".", "/")
                inside = [f"{path}/{alias.name}.py" for alias in node.names]
                assert f"{path}.py" in files or all(file in files for file in inside)


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_nothing_of_executing_is_carried(tab: str) -> None:
    names = " ".join([*of(f"{tab}.mends"), *of("reader"), *of("mending")])
    for part in ("checkpoint", "follower", "channel", "training", "execute", "state", "__init__"):
        assert part not in names
    assert sum(map(len, of(f"{tab}.mends").values())) < 50_000


def test_files_are_read_word_for_word() -> None:
    for name, text in of("reader").items():
        assert text == (PACKAGE.parent / name).read_text(encoding="utf-8")


def test_modules_of_others_are_named() -> None:
    assert foreign_modules(["import os\nimport numpy.linalg\nfrom rich import x\n"]) == [
        "numpy",
        "rich",
    ]
    assert foreign_modules(["from ninbook import cache\n"]) == []


def test_unknown_modules_and_those_of_others_are_left_out() -> None:
    assert bundled_files(["numpy", "ninbook.nowhere"]) == {}


@pytest.mark.parametrize("tab", list(BY_TAB))
@pytest.mark.parametrize("language", ["en", "ko", "de"])
def test_cells_are_python(tab: str, language: str) -> None:
    words = notebook_words_of(language)
    for cell in (setup_cell(BY_TAB[tab], words), switch_cell(BY_TAB[tab], words)):
        ast.parse(cell.source)


def test_versions_without_pins_are_those_that_the_project_locks() -> None:
    import tomllib

    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())
    locked = {text.partition(";")[0].strip() for text in project["dependency-groups"]["frameworks"]}
    for framework in BY_TAB.values():
        assert set(framework.without_pins) <= locked


def test_requirements_name_each_package_once() -> None:
    packages, stale = requirements_of(BY_TAB["mxnet"])
    assert stale == ["d2l==1.0.3", "mxnet==1.9.1"]
    names = {name.partition("==")[0] for name in packages}
    assert {"numpy", "setuptools", "rich", "pillow", "jupyterlab"} <= names
    assert not {"mxnet", "d2l", "torch"} & names
    assert all("==" in package for package in packages)


@pytest.mark.parametrize(("trainings", "default"), [(1, "auto"), (72, "quick")])
def test_many_trainings_are_not_begun_without_asking(trainings: int, default: str) -> None:
    cell = switch_cell(BY_TAB["pytorch"], notebook_words_of("en"), trainings)
    assert f'training = "{default}"' in cell.source


def test_without_pip_uv_installs_or_the_missing_packages_are_named(tmp_path: Path) -> None:
    source = setup_cell(BY_TAB["jax"], notebook_words_of("en")).source
    part = (
        source.partition("\ninstall(PACKAGES)")[0]
        + """
find_spec = lambda name: None
shutil.which = lambda name: uv
subprocess.run = lambda command: print(*command[:3]) or type("Done", (), {"returncode": 0})
install({"a": "a-package"})"""
    )
    for uv, said in (("uv", "uv pip install"), (None, "neither pip nor uv")):
        file = tmp_path / "setup.py"
        file.write_text(f"uv = {uv!r}\n{part}")
        done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=False)
        assert said in done.stdout + done.stderr


def test_a_drawing_is_the_output_of_its_own_cell() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'
    cell = drawing_cell(svg, png_of(svg))
    assert cell.source == f"%%svg\n{svg}"
    assert cell.outputs[0].data["image/svg+xml"] == svg
    assert cell.outputs[0].metadata["image/png"] == {"width": 3, "height": 2}
