"""Frozen executions of one checkout are taken into another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ninbook.cli import main
from ninbook.outputs import Store

FIRST = "outputs/chapter_cnn-modern/nin.jax.quick.ipynb"


@pytest.fixture
def elsewhere(chapter_copy: Path, tmp_path: Path) -> Path:
    """One page's quick outputs of another checkout; this one, the working directory, has none."""
    folder = tmp_path / "elsewhere" / "outputs"
    folder.parent.mkdir()
    shutil.move(chapter_copy / "outputs", folder)
    wanted = set(folder.rglob("nin.*.quick.ipynb"))
    for other in {*folder.rglob("nin*")} - wanted:
        other.unlink()
    assert len(wanted) == 4
    return folder


def test_whole_executions_are_taken(
    chapter_copy: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outputs", "add", str(elsewhere)]) == 0
    assert capsys.readouterr().out.count("added chapter_cnn-modern/nin") == 4
    for file in elsewhere.rglob("*.ipynb"):
        mine = chapter_copy / "outputs" / file.relative_to(elsewhere)
        assert mine.read_bytes() == file.read_bytes()
    assert not Store(chapter_copy).damage()
    assert main(["outputs", "add", str(elsewhere)]) == 0
    assert capsys.readouterr().out.count("unchanged") == 4


def test_trained_weights_come_along(chapter_copy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "outputs"
    folder.parent.mkdir()
    shutil.move(chapter_copy / "outputs", folder)

    def weights_in(outputs: Path) -> dict[Path, bytes]:
        return {f.relative_to(outputs): f.read_bytes() for f in outputs.rglob("*.safetensors")}

    assert weights_in(folder)
    assert main(["outputs", "add", str(folder)]) == 0
    assert weights_in(chapter_copy / "outputs") == weights_in(folder)
    assert not Store(chapter_copy).damage()


def test_damaged_and_missing_ones_are_left_out(
    chapter_copy: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere.parent / FIRST).write_text("{}")
    (elsewhere.parent / FIRST.replace("jax", "mxnet")).unlink()
    assert main(["outputs", "add", str(elsewhere)]) == 0
    out, err = capsys.readouterr()
    assert out.count("added") == 2
    assert "left out: outputs/chapter_cnn-modern/nin.jax.quick.ipynb:1: damaged" in err
    assert not (chapter_copy / FIRST).exists()


def test_other_code_is_left_out(
    chapter_copy: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = chapter_copy / "chapter_cnn-modern/nin.md"
    page.write_text(page.read_text().replace("lr=0.05", "lr=0.06"))
    assert main(["outputs", "add", str(elsewhere)]) == 1
    out, err = capsys.readouterr()
    assert out.count("executed from other code") == 4
    assert "nothing in it belongs to this book" in err
    assert not list((chapter_copy / "outputs").rglob("*.ipynb"))


def test_a_folder_without_checksums(chapter_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["outputs", "add", "img"]) == 1
    assert "img: no SHA256SUMS in it" in capsys.readouterr().err
