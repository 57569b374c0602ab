"""Fashion-MNIST where a reader's machine has it after the first download."""

import gzip
from pathlib import Path

from ninbook.dataset import fashion_mnist, mirrors


def place_fashion_mnist(home: Path, keras: bool) -> None:
    """Put the files beside the folder of notebooks ``home / NAME``.

    Args:
        home: the reader's home folder.
        keras: whether for Keras, which keeps files of its own.
    """
    for file in fashion_mnist.ensure().glob("*-ubyte"):
        if keras:
            copy = home / ".keras" / "datasets" / "fashion-mnist" / f"{file.name}.gz"
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(gzip.compress(file.read_bytes(), compresslevel=1))
        else:
            copy = home.joinpath(*mirrors.FOLDER.parts[1:], file.name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.symlink_to(file)
