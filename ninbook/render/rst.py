"""Converts notebooks to reStructuredText as d2lbook does, remembering what pandoc said."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any

import pypandoc
from d2lbook import rst as d2lbook_rst
from d2lbook.slides import remove_slide_marks
from nbconvert import RSTExporter
from nbconvert.filters import convert_pandoc

from ninbook.render.alignment import with_marks
from ninbook.render.table_captions import captions_below, roles_escaped

_BIBLIOGRAPHY = re.compile(r"^( *\.\. bibliography::) +\S.*$", re.MULTILINE)
_OUTPUT = re.compile(r"^\.\. parsed-literal::\n    :class: output", re.MULTILINE)


def find_pandoc() -> None:
    """Puts the pandoc of the environment on PATH, where nbconvert looks for it."""
    folder = str(Path(pypandoc.get_pandoc_path()).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", os.defpath)


class Converter:
    """Converts notebooks and keeps pandoc's answers.

    Starting pandoc for every text cell is what takes the time in a stock build.

    Args:
        cache: folder for the answers, named after the digests of the questions.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        cache.mkdir(parents=True, exist_ok=True)
        self._exporter = RSTExporter(optimistic_validation=True)
        self._exporter.register_filter("convert_pandoc", self._convert_pandoc)

    def _convert_pandoc(
        self, source: str, from_format: str, to_format: str, extra_args: Any = None
    ) -> str:
        if from_format.startswith("markdown"):
            source = with_marks(roles_escaped(captions_below(source)))
        question = "\0".join([from_format, to_format, repr(extra_args), source])
        file = self._cache / hashlib.sha256(question.encode()).hexdigest()
        try:
            return file.read_text(encoding="utf-8")
        except FileNotFoundError:
            answer = str(convert_pandoc(source, from_format, to_format, extra_args))
            partial = file.with_suffix(f".{os.getpid()}")
            partial.write_text(answer, encoding="utf-8")
            partial.replace(file)
            return answer

    def convert(self, notebook: Any, key: str) -> tuple[str, dict[str, bytes]]:
        """Converts one notebook.

        Args:
            notebook: the notebook, outputs attached.
            key: what the names of extracted pictures begin with.

        Returns:
            The reStructuredText and the pictures by file name.
        """
        prepared = d2lbook_rst._process_nb(remove_slide_marks(notebook))
        body, resources = self._exporter.from_notebook_node(prepared, {"unique_key": key})
        # Outputs are text as it was printed; nothing in them is markup.
        body = _OUTPUT.sub(
            ".. code-block:: none\n    :class: output", d2lbook_rst._process_rst(body)
        )
        # Pages name the copy beside the reStructuredText, while Sphinx knows that of [pdf] bibfile.
        body = _BIBLIOGRAPHY.sub(r"\1", body)
        return body, resources["outputs"] or {}  # a page without cells has the text ""
