import ast
import builtins
import subprocess
import symtable
import sys
from pathlib import Path

import pytest
from nbconvert import HTMLExporter

import ninbook
from ninbook.frameworks import BY_TAB
from ninbook.notebooks import bundled_modules
from ninbook.notebooks.bundled_modules import bundled, foreign_modules, mends_of
from ninbook.notebooks.setup_cells import drawing_cell, requirements_of, setup_cell, switch_cell
from ninbook.pages.notebook_cells import code_cell, notebook_of
from ninbook.pictures.raster import png_of

PACKAGE = Path(ninbook.__file__).parent


LANGUAGES = ["en", "ko", "de"]


def module(folder: Path, name: str, text: str) -> str:
    (folder / f"{name}.py").write_text(f'"""A module."""\n\n{text}')
    return f"{folder.name}.{name}"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of its own, in place of this project."""
    folder = tmp_path / "some"
    folder.mkdir()
    monkeypatch.setattr(bundled_modules, "_PACKAGE", folder)
    return folder


def test_modules_become_one_with_what_they_import_first(package: Path) -> None:
    module(package, "low", "import os\n\n\ndef low():  # why\n    return os.sep\n")
    high = module(
        package,
        "high",
        "import os\nfrom math import pi, tau\n\nfrom some.low import low\n\n\nX = low() + pi\n",
    )
    assert bundled([high, "some.low"]) == (
        "import os\nfrom math import pi, tau\n\n"
        "def low():  # why\n    return os.sep\n\nX = low() + pi\n"
    )


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_no_two_patches_have_the_same_name(tab: str) -> None:
    body = ast.parse(mends_of(BY_TAB[tab])).body
    parts = [node.targets if isinstance(node, ast.Assign) else [node] for node in body]
    named = [getattr(part, "name", getattr(part, "id", "")) for one in parts for part in one]
    names = [name for name in named if name]
    assert len(names) == len(set(names)) > 5


def test_modules_of_others_are_named() -> None:
    assert foreign_modules("import os\nimport numpy.linalg\nfrom rich import x\n") == [
        "numpy",
        "rich",
    ]


@pytest.mark.parametrize("tab", list(BY_TAB))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_up_has_no_more_than_300_lines_of_python(tab: str, language: str) -> None:
    source = setup_cell(BY_TAB[tab], language).source
    compile(source, "cell", "exec")
    assert len(source.splitlines()) <= 300


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_every_name_in_a_set_up_is_one_that_it_makes(tab: str) -> None:
    source = setup_cell(BY_TAB[tab], "en").source
    (mends,) = (
        node.value.value
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and node.targets[0].id == "MENDS"  # type: ignore[attr-defined]
        and isinstance(node.value, ast.Constant)
    )
    for code in (source, str(mends)):
        assert code and unresolved(code) == set()


def unresolved(code: str) -> set[str]:
    """Returns the global names that a module uses and neither makes nor finds in Python."""
    top = symtable.symtable(code, "cell", "exec")
    tables, used = [top], set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        used |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    made = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    return used - made - set(dir(builtins)) - {"__name__"}


@pytest.mark.parametrize("tab", list(BY_TAB))
def test_what_is_for_speed_is_not_carried(tab: str) -> None:
    source = setup_cell(BY_TAB[tab], "en").source
    speed = ast.parse((PACKAGE / "runtime" / tab / "speed.py").read_text())
    functions = {node.name for node in speed.body if isinstance(node, ast.FunctionDef)}
    assert functions - {"register"}
    for name in functions - {"register"}:
        assert f"def {name}(" not in source
    for part in ("CheckpointFile", "Follower", "report_result", "mallopt", "LeanConvolution"):
        assert part not in source


def test_a_set_up_is_folded_everywhere_and_hidden_in_html() -> None:
    cell = setup_cell(BY_TAB["jax"], "en")
    assert cell.source.startswith("#@title ")
    assert cell.metadata["cellView"] == "form"
    assert cell.metadata["jupyter"] == {"source_hidden": True}
    notebook = notebook_of([cell, code_cell("shown = 1")])
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "shown" in page
    assert "seed_python" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_switch_is_python(language: str) -> None:
    ast.parse(switch_cell(BY_TAB["jax"], language).source)


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
    assert {"numpy", "setuptools", "pillow", "jupyterlab"} <= names
    assert not {"mxnet", "d2l", "torch"} & names
    assert all("==" in package for package in packages)


@pytest.mark.parametrize(("trainings", "default"), [(1, "auto"), (72, "quick")])
def test_many_trainings_are_not_begun_without_asking(trainings: int, default: str) -> None:
    cell = switch_cell(BY_TAB["pytorch"], "en", trainings)
    assert f'training = "{default}"' in cell.source


def test_without_pip_uv_installs_or_the_missing_packages_are_named(tmp_path: Path) -> None:
    source = setup_cell(BY_TAB["jax"], "en").source
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
