"""The figure of two trainings is drawn from the frozen curves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import ninbook

ROOT = Path(ninbook.__file__).parents[1]
SCRIPT = ROOT / "img" / "curves.py"


def drawn(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize(("language", "suffix"), [("en", ".svg"), ("ko", ".ko.svg")])
def test_the_figure_is_that_of_the_frozen_curves(language: str, suffix: str) -> None:
    done = drawn("tensorflow:2013", "pytorch:2013", "--lang", language)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == (ROOT / f"img/nin-dead{suffix}").read_bytes()
    root = ElementTree.fromstring(done.stdout)
    assert root.attrib["lang"] == language
    assert len(root.findall(".//{*}path[@stroke-linejoin]")) == 6


def test_a_training_that_is_not_frozen_is_named() -> None:
    done = drawn("pytorch:2013", "jax:77")
    assert done.returncode == 1
    assert b"curves.py: no frozen training jax:77 of chapter_cnn-modern/nin" in done.stderr
