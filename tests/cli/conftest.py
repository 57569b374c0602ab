"""Books that are built by the command, once for all tests that look at the result."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.editing import edit

Run = Callable[..., subprocess.CompletedProcess[str]]


def run_ninbook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the command in a folder."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NINBOOK")}
    return subprocess.run(
        [sys.executable, "-m", "ninbook", *arguments],
        cwd=folder,
        env={**environment, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
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


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs the command in a folder."""
    return run_ninbook


@pytest.fixture(scope="session")
def twenty_pages(
    tmp_path_factory: pytest.TempPathFactory,
    write_book: Callable[[Path], Path],
    freeze_all: Callable[..., None],
) -> Built:
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


ALEXNET = """\
# Deep Convolutional Networks (AlexNet)
:label:`sec_alexnet`

```{.python .input}
%load_ext d2lbook.tab
tab.interact_select(['mxnet', 'pytorch', 'tensorflow', 'jax'])
```

AlexNet :cite:`Krizhevsky.Sutskever.Hinton.2012` is LeNet (:numref:`sec_lenet`) at eight times the
depth; :numref:`fig_small_alexnet` shows it, and :numref:`sec_nin` goes on from there.

![From LeNet to AlexNet.](../img/small-alexnet.svg)
:label:`fig_small_alexnet`

```{.python .input}
%%tab mxnet
from d2l import mxnet as d2l
from mxnet.gluon import nn
```

```{.python .input}
%%tab pytorch
from d2l import torch as d2l
from torch import nn
```

```{.python .input}
%%tab tensorflow
import tensorflow as tf
from d2l import tensorflow as d2l
```

```{.python .input}
%%tab jax
from d2l import jax as d2l
from flax import linen as nn
```

## Architecture
:label:`subsec_small_alexnet`

The first layer counts

$$\\lfloor (224 - 11 + 4) / 4 \\rfloor = 54.$$
:eqlabel:`eq_small_alexnet`

```{.python .input}
%%tab pytorch, mxnet, tensorflow
class AlexNet(d2l.Classifier):
    def __init__(self, lr=0.1, num_classes=10):
        super().__init__()
        self.save_hyperparameters()
        if tab.selected('mxnet'):
            self.net = nn.Sequential()
        if tab.selected('pytorch'):
            self.net = nn.Sequential(nn.LazyConv2d(96, kernel_size=11, stride=4))
        if tab.selected('tensorflow'):
            self.net = tf.keras.models.Sequential()
```

```{.python .input}
%%tab jax
class AlexNet(d2l.Classifier):
    num_classes: int = 10

    def setup(self):
        self.net = nn.Sequential([nn.Dense(features=self.num_classes)])
```

| Layer | Size |
|:---|---:|
| first | 54 |

## Exercises

1. See :eqref:`eq_small_alexnet` and :numref:`subsec_small_alexnet`.

:begin_tab:`mxnet`
[Discussions](https://discuss.d2l.ai/t/75)
:end_tab:

:begin_tab:`pytorch`
[Discussions](https://discuss.d2l.ai/t/76)
:end_tab:
"""
PROSE = """\
# History
:label:`sec_history`

No code, but $x^2$ and :numref:`sec_nin`; :numref:`chap_cnn`, :numref:`fig_Neuron`,
:ref:`sec_batch_norm`, :numref:`chap_notation` and :eqref:`eq_batchnorm` of another book.
"""
ONE_TAB = """\
# Only JAX

```{.python .input}
%load_ext d2lbook.tab
tab.interact_select(['jax'])
```

```{.python .input}
%%tab jax
print('only jax')
```
"""


@pytest.fixture(scope="session")
def grown_chapter(
    tmp_path_factory: pytest.TempPathFactory, copy_chapter: Callable[[Path], Path]
) -> Built:
    """The repository's book with three pages more, built in all tabs and then in JAX alone."""
    folder = copy_chapter(tmp_path_factory.mktemp("grown") / "book")
    chapter = folder / "chapter_cnn-modern"
    for name, text in (("alexnet", ALEXNET), ("history", PROSE), ("one_tab", ONE_TAB)):
        (chapter / f"{name}.md").write_text(text, encoding="utf-8")
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
