"""One of the two trainings that ``training_speed.py`` compares, which goes on a step at a time.

It executes a page's cells as a kernel would, with the runtime's mends. The loader that the d2l
Trainer gets is wrapped: before it hands out a minibatch, it waits for a message of the parent. The
argument is the descriptor of the connection to it. The first message is the task; the answers are
one when the first minibatch is there, and one after every step. The training is over when the
parent closes the connection.
"""

import resource
import sys
import time
from collections.abc import Iterator
from functools import wraps
from multiprocessing.connection import Connection
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from ninbook import runtime
from ninbook.dataset import fashion_mnist
from ninbook.frameworks import BY_TAB
from ninbook.runtime import imports
from ninbook.runtime.reader import FirstBatches

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class TrainingOverError(Exception):
    """No further step is wanted."""


class Training:
    """A page's training.

    Args:
        parent: the connection to the parent, whose first message says what it wants: ``tab``,
            ``cells``, ``batch_size`` and ``images``, the number of images, or None for all.
    """

    def __init__(self, parent: Connection) -> None:
        self.parent = parent
        task = parent.recv()
        self.tab: str = task["tab"]
        self.batch_size: int = task["batch_size"]
        self.cell_began = 0.0
        self._cells: list[str] = task["cells"]
        self._images: int | None = task["images"]

    def run(self) -> int:
        """Executes the cells; returns the exit code."""
        config = Config()
        config.HistoryManager.enabled = False
        shell = InteractiveShell.instance(config=config)
        if self._images is not None:  # before the mends keep its loader
            take_first_images(self.tab, self._images)
        runtime.load_ipython_extension(shell)
        imports.after(f"d2l.{BY_TAB[self.tab].module}", self._step_through)
        for cell in self._cells:
            self.cell_began = time.perf_counter()
            result = shell.run_cell(cell)
            if isinstance(result.error_in_exec, TrainingOverError):
                return 0
            if not result.success:
                return 1
        print("the page's cells ended without a training that was stepped through")
        return 1

    def wait(self) -> None:
        """Sleeps until the parent wants a step; raises TrainingOverError if it wants none."""
        try:
            self.parent.recv()
        except (EOFError, OSError) as error:
            raise TrainingOverError from error

    def finish_work(self, trainer: Any) -> None:
        """Waits for what the framework still computes."""
        if self.tab == "mxnet":
            import mxnet

            mxnet.nd.waitall()
        elif self.tab == "tensorflow":
            import tensorflow as tf

            tf.test.experimental.sync_devices()
        elif self.tab == "jax":
            import jax

            jax.block_until_ready(trainer.state)

    def _step_through(self, d2l: Any) -> None:
        prepare_data = d2l.Trainer.prepare_data

        @wraps(prepare_data)
        def prepare_and_wrap(trainer: Any, data: Any) -> None:
            prepare_data(trainer, data)
            trainer.train_dataloader = SteppedLoader(trainer.train_dataloader, trainer, self)

        d2l.Trainer.prepare_data = prepare_and_wrap


class SteppedLoader(FirstBatches):
    """Hands out whole minibatches when the parent allows it, and times the steps between."""

    def __init__(self, loader: Any, trainer: Any, training: Training) -> None:
        super().__init__(loader, None)
        self._trainer = trainer
        self._training = training

    def __iter__(self) -> Iterator[Any]:
        # Before the first epoch, d2l.jax takes one minibatch to learn the shapes.
        return self._steps() if "epoch" in vars(self._trainer) else iter(self._loader)

    def _steps(self) -> Iterator[Any]:
        training = self._training
        batches = iter(self._loader)
        _, batch = self._draw(batches)
        training.parent.send({"seconds": time.perf_counter() - training.cell_began})
        training.wait()
        began = time.perf_counter()
        while True:
            yield batch
            training.finish_work(self._trainer)
            seconds = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT
            training.parent.send({"seconds": seconds, "peak_rss_bytes": peak})
            training.wait()
            began, batch = self._draw(batches)

    def _draw(self, batches: Iterator[Any]) -> tuple[float, Any]:
        """Returns the next minibatch that isn't cut short, and when it was asked for."""
        while True:
            began = time.perf_counter()
            batch = next(batches, None)
            if batch is None:
                size = self._training.batch_size
                raise RuntimeError(f"the pass over the data has no further minibatch of {size}")
            if len(batch[-1]) == self._training.batch_size:
                return began, batch


def take_first_images(tab: str, count: int) -> None:
    """Cuts Fashion-MNIST down to its first images."""
    load = fashion_mnist.load

    def load_first(split: str) -> tuple[Any, Any]:
        images, labels = load(split)
        return images[:count], labels[:count]

    fashion_mnist.load = load_first
    if tab == "pytorch":  # torchvision reads the files itself
        imports.after("d2l.torch", lambda d2l: _cut_torchvision(d2l, count))


def _cut_torchvision(d2l: Any, count: int) -> None:
    initialise = d2l.FashionMNIST.__init__

    @wraps(initialise)
    def initialise_and_cut(self: Any, *args: Any, **options: Any) -> None:
        initialise(self, *args, **options)
        for part in (self.train, self.val):
            part.data, part.targets = part.data[:count], part.targets[:count]

    d2l.FashionMNIST.__init__ = initialise_and_cut


if __name__ == "__main__":
    sys.exit(Training(Connection(int(sys.argv[1]))).run())
