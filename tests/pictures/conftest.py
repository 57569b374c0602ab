"""The plots of the chapter's frozen executions."""

from pathlib import Path

import nbformat
import pytest


@pytest.fixture
def frozen_plots(chapter_copy: Path) -> list[str]:
    """Each plot as SVG; there are some."""
    outputs = [
        output
        for file in sorted(chapter_copy.glob("outputs/**/*.ipynb"))
        for cell in nbformat.read(file, as_version=4).cells
        for output in cell.get("outputs", [])
    ]
    plots = [output.get("data", {}).get("image/svg+xml") for output in outputs]
    assert any(plots)
    return [plot for plot in plots if plot]
