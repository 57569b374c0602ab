import builtins
import importlib.resources
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ninbook.runtime import imports
from tests.runtime.conftest import Run

FILES = {
    "sample/__init__.py": "import builtins\nbuiltins.log.append('body')\nVALUE = 1\n",
    "sample/inner.py": "VALUE = 2\n",
    "sample/words.txt": "network in network",
    "broken.py": "import a_module_that_is_missing\n",
    "failing.py": "raise ValueError('no reason')\n",
}


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What happens while modules are imported, of which a folder has some."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    log: list[str] = []
    monkeypatch.setattr(builtins, "log", log, raising=False)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    imports.install()
    yield log
    for name in ("sample", "sample.inner"):
        sys.modules.pop(name, None)


def register(name: str, log: list[str]) -> None:
    @contextmanager
    def surround() -> Iterator[None]:
        log.append("enter")
        try:
            yield
        finally:
            log.append("leave")

    imports.before(name, lambda: log.append("before"))
    imports.around(name, surround)
    imports.after(name, lambda module: log.append(f"after {module.__name__}"))


def test_mends_run_once_and_in_order(log: list[str]) -> None:
    register("sample", log)
    sample = importlib.import_module("sample")
    first = ["before", "enter", "body", "leave", "after sample"]
    assert log == first
    importlib.import_module("sample")
    importlib.import_module("sample.inner")
    importlib.reload(sample)
    assert log == [*first, "body"]


def test_a_submodule_and_a_module_that_is_there_can_be_mended(log: list[str]) -> None:
    imports.after("sample.inner", lambda module: setattr(module, "VALUE", 3))
    sample = importlib.import_module("sample")
    assert (sample.VALUE, importlib.import_module("sample.inner").VALUE) == (1, 3)
    imports.after("sample", lambda module: setattr(module, "VALUE", 4))
    assert sample.VALUE == 4


def test_module_looks_untouched(log: list[str]) -> None:
    register("sample", log)
    sample = importlib.import_module("sample")
    spec = sample.__spec__
    assert type(sample.__loader__).__name__ == "SourceFileLoader"
    assert spec.loader is sample.__loader__
    assert (spec.name, spec.origin, sample.__package__) == ("sample", sample.__file__, "sample")
    words = importlib.resources.files("sample").joinpath("words.txt")
    assert words.read_text() == "network in network"
    assert inspect.getsource(sample).splitlines()[-1] == "VALUE = 1"


@pytest.mark.parametrize(
    ("module", "error", "message"),
    [
        ("broken", ModuleNotFoundError, "No module named 'a_module_that_is_missing'"),
        ("failing", ValueError, "no reason"),
        ("absent", ModuleNotFoundError, "No module named 'absent'"),
    ],
)
def test_errors_of_the_module_pass_through(
    module: str, error: type[Exception], message: str, log: list[str]
) -> None:
    register(module, log)
    for _ in range(2):
        with pytest.raises(error, match=f"^{message}$"):
            importlib.import_module(module)
        assert module not in sys.modules
    assert log == ([] if module == "absent" else ["before", "enter", "leave"])


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
