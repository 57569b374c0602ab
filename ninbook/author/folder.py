"""Where author mode keeps what is no part of the pages: under the book's output folder."""

from __future__ import annotations

import configparser
from pathlib import Path


def kept_for(file: Path, kind: str) -> Path | None:
    """Return where something of a page is kept: ``build/lab/<kind>/<page>``.

    It is None if the page belongs to no book, or its configuration names no folder in it.
    """
    for root in file.parents:
        if (root / "config.ini").is_file():
            parser = configparser.RawConfigParser()
            try:
                parser.read(root / "config.ini", encoding="utf-8")
            except (configparser.Error, UnicodeDecodeError):
                return None
            output = root / parser.get("build", "output_dir", fallback="_build")  # as d2lbook
            if not output.resolve().is_relative_to(root.resolve()):
                return None
            return output / "lab" / kind / file.relative_to(root)
    return None
