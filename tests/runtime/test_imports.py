from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.runtime.conftest import Run

PREPARE = """
import sys
from contextlib import contextmanager
from ninbook.runtime import imports

sys.path.insert(0, {folder!r})
log = []

@contextmanager
def surround():
    log.append("enter")
    try:
        yield
    finally:
        log.append("leave")

def register(name):
    imports.before(name, lambda: log.append("before"))
    imports.around(name, surround)
    imports.after(name, lambda module: log.append("after " + module.__name__))
"""


@pytest.fixture
def prepare(tmp_path: Path) -> str:
    package = tmp_path / "sample"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import builtins\nbuiltins.log.append('body')\nVALUE = 1\n"
    )
    (package / "inner.py").write_text("VALUE = 2\n")
    (package / "words.txt").write_text("network in network")
    (tmp_path / "broken.py").write_text("import a_module_that_is_missing\n")
    (tmp_path / "failing.py").write_text("raise ValueError('no reason')\n")
    return PREPARE.format(folder=str(tmp_path)) + "import builtins\nbuiltins.log = log\n"


def test_mends_run_once_and_in_order(run_kernel_code: Run, prepare: str) -> None:
    code = """
register("sample")
import sample
first = list(log)
import sample
from sample import inner
import importlib
importlib.reload(sample)
import json
print(json.dumps([first, log]))
"""
    first, log = json.loads(run_kernel_code(prepare + code))
    assert first == ["before", "enter", "body", "leave", "after sample"]
    assert log == [*first, "body"]


def test_submodule_can_be_mended(run_kernel_code: Run, prepare: str) -> None:
    code = """
imports.after("sample.inner", lambda module: setattr(module, "VALUE", 3))
import sample
from sample.inner import VALUE
print(sample.VALUE, VALUE)
"""
    assert run_kernel_code(prepare + code) == "1 3\n"


def test_module_that_is_there_is_mended_at_once(run_kernel_code: Run, prepare: str) -> None:
    code = "import sample\nimports.after('sample', lambda m: setattr(m, 'VALUE', 4))\n"
    assert run_kernel_code(f"{prepare}{code}print(sample.VALUE)") == "4\n"


def test_module_looks_untouched(run_kernel_code: Run, prepare: str) -> None:
    code = """
register("sample")
import importlib.resources
import inspect
import sample
print(type(sample.__loader__).__name__, sample.__spec__.loader is sample.__loader__)
print(sample.__spec__.name, sample.__spec__.origin == sample.__file__, sample.__package__)
print(importlib.resources.files("sample").joinpath("words.txt").read_text())
print(inspect.getsource(sample).splitlines()[-1])
"""
    assert run_kernel_code(prepare + code).splitlines() == [
        "SourceFileLoader True",
        "sample True sample",
        "network in network",
        "VALUE = 1",
    ]


@pytest.mark.parametrize(
    ("module", "error"),
    [
        ("broken", "ModuleNotFoundError: No module named 'a_module_that_is_missing'"),
        ("failing", "ValueError: no reason"),
        ("absent", "ModuleNotFoundError: No module named 'absent'"),
    ],
)
def test_errors_of_the_module_pass_through(
    run_kernel_code: Run, prepare: str, module: str, error: str
) -> None:
    code = f"""
register({module!r})
for attempt in range(2):
    try:
        import {module}
    except Exception as error:
        print(f"{{type(error).__name__}}: {{error}}", {module!r} in sys.modules)
print(log.count("before"), log.count("enter") == log.count("leave"), "after" in str(log))
"""
    runs = 0 if module == "absent" else 1
    assert run_kernel_code(prepare + code).splitlines() == [
        f"{error} False",
        f"{error} False",
        f"{runs} True False",
    ]


def test_loading_the_extension_again_adds_no_finder(run_kernel_code: Run) -> None:
    code = """
import sys
before = list(sys.meta_path)
ninbook.runtime.load_ipython_extension(None)
print(before == sys.meta_path)
"""
    assert run_kernel_code(code) == "True\n"


def test_start_imports_no_framework(run_kernel_code: Run) -> None:
    code = """
import sys
print(sorted({"torch", "mxnet", "tensorflow", "keras", "jax", "flax", "d2l"} & set(sys.modules)))
"""
    assert run_kernel_code(code) == "[]\n"
