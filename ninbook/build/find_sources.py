"""Finds Sphinx's pages without making a path object for each picture that stands beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from unicodedata import normalize

import sphinx.project
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.matching import compile_matchers


def matching_files(
    dirname: str | os.PathLike[str],
    include_patterns: Iterable[str] = ("**",),
    exclude_patterns: Iterable[str] = (),
) -> Iterator[str]:
    """Yield what Sphinx 9's function `get_matching_files` yields, in the same order."""
    wanted, unwanted = compile_matchers(include_patterns), compile_matchers(exclude_patterns)
    top = os.path.realpath(dirname)
    for folder, folders, files in os.walk(top, followlinks=True):
        within = folder[len(top) :].lstrip(os.sep).replace(os.sep, "/")
        prefix = f"{within}/" if within else ""
        for name in sorted(files):
            file = normalize("NFC", f"{prefix}{name}")
            if any(match(file) for match in wanted) and not any(match(file) for match in unwanted):
                yield file
        names = ((name, normalize("NFC", f"{prefix}{name}")) for name in sorted(folders))
        folders[:] = [name for name, file in names if not any(match(file) for match in unwanted)]


def _look_at_suffixes(app: Sphinx, config: Config) -> None:
    if list(config.include_patterns) == ["**"]:
        config.include_patterns = [f"**{suffix}" for suffix in config.source_suffix]


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx, after its own reading of suffixes."""
    sphinx.project.get_matching_files = matching_files  # type: ignore[attr-defined]
    app.connect("config-inited", _look_at_suffixes, priority=900)
