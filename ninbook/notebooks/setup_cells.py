"""The cells by which a notebook installs what it needs and chooses how long it trains."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ninbook.frameworks import Framework
from ninbook.notebooks.bundled_modules import bundled_files, foreign_modules
from ninbook.notebooks.words import NotebookWords
from ninbook.pages.notebook_cells import code_cell
from ninbook.pictures.raster import size_of
from ninbook.settings import AUTOMATIC, FULL, QUICK, SEED, SEED_VARIABLE

_NEEDED_BY_D2L = {
    "IPython": "ipython",
    "matplotlib": "matplotlib",
    "matplotlib_inline": "matplotlib-inline",
    "pandas": "pandas",
    "PIL": "pillow",
    "requests": "requests",
    "scipy": "scipy",
}
MANY_TRAININGS = 4
"""More of them take hours on any GPU, so that they aren't begun without asking."""
_FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}
_LOCK = Path(__file__).parents[1] / "requirements" / "frameworks.txt"
_LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
_SETUP = """\
#@title {title}
{seed}import importlib
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

if sys.version_info < (3, 11):
    message = {too_old!r}
    raise RuntimeError(message.format(version=sys.version.split()[0]))

# {comment_packages}
PACKAGES = {packages}
# {comment_pins}
WITHOUT_THEIR_PINS = {without_pins}


def install(packages, *options):
    missing = [name for module, name in packages.items() if find_spec(module) is None]
    if not missing:
        return
    pip = [sys.executable, "-m", "pip"]
    if find_spec("pip") is None:
        pip = ["uv", "pip"] if shutil.which("uv") else []
        options += ("--python", sys.executable)
    if not pip:
        message = {no_pip!r}
        raise RuntimeError(message.format(packages=", ".join(missing)))
    if subprocess.run([*pip, "install", "--quiet", *options, *missing]).returncode:
        message = {not_installed!r}
        raise RuntimeError(message.format(packages=", ".join(missing)))
    importlib.invalidate_caches()


install(PACKAGES)
install(WITHOUT_THEIR_PINS, "--no-deps")

# {comment_files}
FILES = {{}}

{files}
# {comment_force}
if "ninbook.runtime" not in sys.modules:
    folder = Path(tempfile.mkdtemp(prefix="ninbook-"))
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip("\\n"), encoding="utf-8")
    sys.path.insert(0, str(folder))
    from ninbook.runtime import mending
    from ninbook.runtime.{tab} import mends

    mending.mend(mends)
from ninbook.runtime import reader

reader.register()
"""
_SEED = """\
import os

os.environ.setdefault("{variable}", "{seed}")
"""
_SWITCH = """\
#@title {title} {{ run: "auto", display-mode: "form" }}
training = "{default}"  #@param {choices}
chosen = reader.choose(training)
print({sentences}[chosen])
"""


def setup_cell(framework: Framework, words: NotebookWords, seed: int = SEED) -> Any:
    """Make the cell that installs what is missing and puts the framework's mends in force.

    Args:
        framework: the notebook's framework.
        words: those of its language.
        seed: the seed that the page's executions start from.
    """
    return code_cell(_setup(framework, words, seed), metadata=_FOLDED)


def switch_cell(framework: Framework, words: NotebookWords, trainings: int = 1) -> Any:
    """Make the cell that chooses between the full training and a short one.

    Args:
        framework: the notebook's framework.
        words: those of its language.
        trainings: how many the page has; many are run in full only if a reader asks for it.
    """
    batches = QUICK.train_batches
    sentences = {FULL.name: words.in_full, QUICK.name: words.cut_short.format(train=batches)}
    choices = [*([AUTOMATIC] if framework.uses_gpu else []), QUICK.name, FULL.name]
    source = _SWITCH.format(
        title=words.switch_title,
        default=QUICK.name if trainings > MANY_TRAININGS else choices[0],
        choices=json.dumps(choices),
        sentences=sentences,
    )
    return code_cell(source, metadata={"cellView": "form"})


def drawing_cell(drawing: str, png: str) -> Any:
    """Make a folded cell that shows an SVG drawing.

    Colab shows drawings in outputs, and nowhere else: not from a file, an attachment, or an address
    that holds the image itself (googlecolab/colabtools issues 2092, 3836).

    Args:
        drawing: the drawing, as an SVG element.
        png: the same in base64, which Jupyter shows in notebooks that it doesn't trust.
    """
    text = "<IPython.core.display.SVG object>"
    output = {
        "output_type": "display_data",
        "data": {"image/png": png, "image/svg+xml": drawing, "text/plain": text},
        "metadata": {"image/png": size_of(png)},
    }
    return code_cell(f"%%svg\n{drawing}", [output], metadata=_FOLDED)


def requirements_of(framework: Framework) -> tuple[list[str], list[str]]:
    """Return what the notebooks of a framework need.

    Args:
        framework: the framework.

    Returns:
        Lines of two files of requirements: one for pip, with the versions that this project locks,
        one for pip with ``--no-deps``.
    """
    packages, stale = _packages(framework, _files(framework))
    locked = dict(_LOCKED.findall(_LOCK.read_text(encoding="utf-8")))
    locked.setdefault("tensorflow", locked.get("tensorflow-cpu", ""))
    names = sorted({*packages.values(), "jupyterlab"})
    pinned = [f"{name}=={locked[name]}" if name in locked else name for name in names]
    return pinned, sorted(stale.values())


@cache
def _setup(framework: Framework, words: NotebookWords, seed: int) -> str:
    files = _files(framework)
    packages, stale = _packages(framework, files)
    return _SETUP.format(
        title=words.setup_title,
        seed="" if seed == SEED else _SEED.format(variable=SEED_VARIABLE, seed=seed),
        too_old=words.too_old,
        not_installed=words.not_installed,
        no_pip=words.no_pip,
        comment_packages=words.comment_packages,
        comment_pins=words.comment_pins,
        comment_files=words.comment_files,
        comment_force=words.comment_force,
        packages=_mapping(packages),
        without_pins=_mapping(stale),
        files="\n".join(f"FILES[{name!r}] = {_literal(text)}\n" for name, text in files.items()),
        tab=framework.tab,
    )


def _files(framework: Framework) -> dict[str, str]:
    modules = (f"{framework.tab}.mends", "mending", "reader")
    files = bundled_files(f"ninbook.runtime.{module}" for module in modules)
    first = f"ninbook/runtime/{framework.tab}/mends.py"  # what readers look for

    def place(name: str) -> tuple[bool, bool, str]:
        return name != first, not name.startswith("ninbook/runtime/"), name

    return {name: files[name] for name in sorted(files, key=place)}


def _packages(
    framework: Framework, files: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is to be installed, by module: as pip would, and without requirements."""
    stale = {_name(requirement): requirement for requirement in framework.without_pins}
    names = [*framework.packages, *framework.also, *foreign_modules(files.values())]
    return {name: name for name in names if name not in stale} | _NEEDED_BY_D2L, stale


def _name(requirement: str) -> str:
    return requirement.partition("==")[0]


def _mapping(packages: Mapping[str, str]) -> str:
    lines = (f'    "{module}": "{package}",\n' for module, package in sorted(packages.items()))
    return f"{{\n{''.join(lines)}}}"


def _literal(text: str) -> str:
    """Return Python for a text, in lines that a reader can follow."""
    if "'''" in text or text.endswith(("'", "\\")):
        return repr(text)
    return f"r'''\n{text}'''"
