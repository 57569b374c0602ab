import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from ninbook.dataset import fashion_mnist
from tests.projects import ROOT

KEPT = ROOT / "static" / "live"


def test_the_images_are_those_of_the_data_set(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "img" / "fashion_mnist.py", tmp_path], check=True)
    about = json.loads((KEPT / "images.json").read_text(encoding="utf-8"))
    assert json.loads((tmp_path / "images.json").read_text(encoding="utf-8")) == about
    images, labels = fashion_mnist.load("test")
    assert [int(labels[number]) for number in about["indices"]] == about["labels"]
    assert about["labels"] == [*range(10)] * 4
    for folder in (tmp_path, KEPT):
        sheet = Image.open(folder / "images.png")
        assert (sheet.mode, sheet.info) == ("L", {})  # no gamma, no profile: the bytes themselves
        pixels = np.asarray(sheet).reshape(4, 28, 10, 28).swapaxes(1, 2).reshape(-1, 28, 28)
        assert np.array_equal(pixels, images[about["indices"]])
