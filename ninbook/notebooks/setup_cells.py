"""The cells by which a notebook installs what it needs and chooses how long it trains."""

import json
import re
import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from ninbook.frameworks import Framework
from ninbook.notebooks.bundled_modules import foreign_modules, mends_of
from ninbook.notebooks.wheels import wheel_path
from ninbook.pages.notebook_cells import code_cell
from ninbook.pictures.raster import size_of
from ninbook.settings import AUTOMATIC, FULL, QUICK, SEED
from ninbook.words.words import words_in

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
FOLDED = {
    "cellView": "form",  # Colab
    "jupyter": {"source_hidden": True},  # JupyterLab
    "transient": {"remove_source": True},  # nbconvert
}
"""Metadata of a cell whose code isn't what the page is about."""
_LOCK = Path(__file__).parents[1] / "requirements" / "frameworks.txt"
_LOCKED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
_SETUP = Path(__file__).with_name("setup_cell.jinja")
_SWITCH = """\
#@title {title} {{ run: "auto", display-mode: "form" }}
training = "{default}"  #@param {choices}
chosen = d2l_mends.choose(training, {batches})
print({sentences}[chosen])
"""


def setup_cell(framework: Framework, language: str, seed: int = SEED, site: str = "") -> Any:
    """Make the cell that installs what is missing and puts the framework's mends in force.

    Args:
        framework: the notebook's framework.
        language: the notebook's, as in BCP 47.
        seed: the seed that the page's executions start from.
        site: the address of a site that offers the mends; "" if the cell is to hold them.
    """
    return code_cell(_setup(framework, language, seed, site), metadata=FOLDED)


def switch_cell(framework: Framework, language: str, trainings: int = 1) -> Any:
    """Make the cell that chooses between the full training and a short one.

    Args:
        framework: the notebook's framework.
        language: the notebook's, as in BCP 47.
        trainings: how many the page has; many are run in full only if a reader asks for it.
    """
    words = words_in("notebooks", language)
    batches = QUICK.train_batches
    sentences = {FULL.name: words["in_full"], QUICK.name: words["cut_short"].format(train=batches)}
    choices = [*([AUTOMATIC] if framework.uses_gpu else []), QUICK.name, FULL.name]
    source = _SWITCH.format(
        title=words["switch_title"],
        default=QUICK.name if trainings > MANY_TRAININGS else choices[0],
        choices=json.dumps(choices),
        batches=batches,
        sentences=sentences,
    )
    return code_cell(source, metadata={"cellView": "form"})


def drawing_cell(drawing: str, png: str) -> Any:
    """Make a folded cell that shows an SVG element, or a PNG where Jupyter doesn't trust it.

    Colab shows drawings in outputs, and nowhere else: not from a file, an attachment, or an address
    that holds the image itself (googlecolab/colabtools issues 2092, 3836).
    """
    text = "<IPython.core.display.SVG object>"
    output = {
        "output_type": "display_data",
        "data": {"image/png": png, "image/svg+xml": drawing, "text/plain": text},
        "metadata": {"image/png": size_of(png)},
    }
    return code_cell(f"%%svg\n{drawing}", [output], metadata=FOLDED)


def requirements_of(framework: Framework) -> tuple[list[str], list[str]]:
    """Return what the notebooks of a framework need, as lines of two files of requirements.

    One is for pip, with the versions that this project locks, one for pip with ``--no-deps``.
    """
    packages, stale = _packages(framework, mends_of(framework))
    locked = dict(_LOCKED.findall(_LOCK.read_text(encoding="utf-8")))
    locked.setdefault("tensorflow", locked.get("tensorflow-cpu", ""))
    names = sorted({*packages.values(), "jupyterlab"})
    pinned = [f"{name}=={locked[name]}" if name in locked else name for name in names]
    return pinned, sorted(stale.values())


@cache
def _setup(framework: Framework, language: str, seed: int, site: str) -> str:
    mends, words = mends_of(framework), words_in("notebooks", language)
    packages, stale = _packages(framework, mends)
    template = Environment(trim_blocks=True).from_string(_SETUP.read_text(encoding="utf-8"))
    return template.render(
        words,
        too_old=repr(words["too_old"].format(version="{sys.version.split()[0]}")),
        not_installed=repr(words["not_installed"].format(packages="{names}")),
        no_pip=repr(words["no_pip"].format(packages="{names}")),
        packages=_mapping(packages),
        without_pins=_mapping(stale),
        mends=mends,
        wheel=f"{site}{wheel_path(framework)}" if site else "",
        seed=seed,
        d2l=f"d2l.{framework.module}",
    )


def _packages(framework: Framework, mends: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is to be installed, by module: as pip would, and without requirements."""
    stale = {named.partition("==")[0]: named for named in framework.without_pins}
    names = [*framework.packages, *framework.also, *foreign_modules(mends)]
    return {name: name for name in names if name not in stale} | _NEEDED_BY_D2L, stale


def _mapping(packages: Mapping[str, str]) -> str:
    """Return Python for a dictionary, in as few lines as there must be."""
    pairs = ", ".join(f'"{module}": "{package}"' for module, package in sorted(packages.items()))
    return "\n    ".join(textwrap.wrap(f"{{{pairs}}}", 92, break_on_hyphens=False))
