"""Figures are drawn from the frozen curves and weights."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from tests.projects import ROOT

CELL = re.compile(r'<path d="(M[^"]*z)" fill-opacity="([^"]*)"/>')
TILE = re.compile(r"<g [^>]*transform[^>]*>.*?</g>")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def drawn(script: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, str(ROOT / "img" / script), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize(("language", "suffix"), [("en", ".svg"), ("ko", ".ko.svg")])
def test_the_figure_is_that_of_the_frozen_curves(language: str, suffix: str) -> None:
    done = drawn("curves.py", "tensorflow:2013", "pytorch:2013", "--lang", language)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == (ROOT / f"img/nin-dead{suffix}").read_bytes()
    root = ElementTree.fromstring(done.stdout)
    assert root.attrib["lang"] == language
    assert len(root.findall(".//{*}path[@stroke-linejoin]")) == 6


def test_a_training_that_is_not_frozen_is_named() -> None:
    done = drawn("curves.py", "pytorch:2013", "jax:77")
    assert done.returncode == 1
    assert b"curves.py: no frozen training jax:77 of chapter_cnn-modern/nin" in done.stderr


@pytest.mark.parametrize(("language", "suffix"), [("en", ".svg"), ("ko", ".ko.svg")])
def test_the_maps_are_those_of_the_frozen_weights(language: str, suffix: str) -> None:
    done = drawn("maps.py", "--lang", language)
    assert done.returncode == 0, done.stderr.decode()
    found, kept = done.stdout.decode(), (ROOT / f"img/nin-maps{suffix}").read_text("utf-8")
    for old, new in zip(TILE.findall(kept), TILE.findall(found), strict=True):
        cells = [dict(CELL.findall(tile)) for tile in (old, new)]
        for cell in cells[0].keys() | cells[1].keys():  # processors round differently
            assert float(cells[1].get(cell, 0)) == pytest.approx(
                float(cells[0].get(cell, 0)), abs=0.06
            )
    old_text, new_text = (TILE.sub("", svg) for svg in (kept, found))
    assert NUMBER.sub("", new_text) == NUMBER.sub("", old_text)
    numbers = [
        [float(n) for n in NUMBER.findall(text) if len(n) < 9] for text in (old_text, new_text)
    ]
    assert numbers[1] == pytest.approx(numbers[0], abs=0.11)


@pytest.mark.parametrize(("language", "suffix"), [("en", ".svg"), ("ko", ".ko.svg")])
@pytest.mark.parametrize(("script", "name"), [("nin.py", "nin"), ("wide.py", "nin-wide")])
def test_the_figures_of_the_networks_are_what_their_scripts_draw(
    script: str, name: str, language: str, suffix: str
) -> None:
    done = drawn(script, "--lang", language)
    assert done.stdout == (ROOT / f"img/{name}{suffix}").read_bytes(), done.stderr.decode()


@pytest.mark.parametrize(("language", "suffix"), [("en", ".svg"), ("ko", ".ko.svg")])
@pytest.mark.parametrize("name", ["1x1", "gap"])
def test_the_figures_of_the_ideas_are_what_their_script_draws(
    name: str, language: str, suffix: str
) -> None:
    done = drawn("ideas.py", name, "--lang", language)
    assert done.stdout == (ROOT / f"img/nin-{name}{suffix}").read_bytes(), done.stderr.decode()


def test_korean_pages_show_the_figures_that_are_in_korean() -> None:
    for page in [*ROOT.glob("*.ko.md"), *(ROOT / "chapter_cnn-modern").glob("*.ko.md")]:
        for name in re.findall(r"img/([\w-]+)\.svg", page.read_text("utf-8")):
            assert not (ROOT / f"img/{name}.ko.svg").exists(), f"{page.name}: {name}.svg"
