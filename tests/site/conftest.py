"""Sites of pages in reStructuredText, built by Sphinx with this project's extension."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.projects import build_project


def write_project(folder: Path, pages: Mapping[str, str], **settings: Any) -> None:
    """Writes pages by their names, and the configuration."""
    settings = {"extensions": ["ninbook.build.extension"], "html_theme": "furo", **settings}
    lines = [f"{name} = {value!r}\n" for name, value in settings.items()]
    (folder / "conf.py").write_text("".join(lines), encoding="utf-8")
    for name, text in pages.items():
        file = folder / f"{name}.rst"
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def build_site(tmp_path: Path) -> Callable[..., Path]:
    """Builds pages, given by their names; keywords are settings. Returns the site's folder."""

    def build(pages: Mapping[str, str], **settings: Any) -> Path:
        write_project(tmp_path, pages, **settings)
        build_project(tmp_path)
        return tmp_path / "html"

    return build
