"""Code as slides show it: without comments, cells without output together."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Sequence
from dataclasses import replace

from ninbook.slides.selection import Code, Text

_SAVED = re.compile(r"[ \t]*#@save\b")


def for_slides(parts: Sequence[Text | Code]) -> list[Text | Code]:
    """Join cells that nothing stands between, and take comments out of code."""
    done: list[Text | Code] = []
    for part in parts:
        if isinstance(part, Text):
            done.append(part)
            continue
        source = without_comments(part.source).strip("\n")
        last = done[-1] if done else None
        if isinstance(last, Code) and not last.outputs:
            last.source = f"{last.source}\n\n{source}".strip("\n")
            last.outputs, last.provenance = part.outputs, part.provenance
        else:
            done.append(replace(part, source=source))
    return done


def without_comments(source: str) -> str:
    """Return code without its comments; as it is if it is no Python."""
    source = _SAVED.sub("", source)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return source
    lines = source.split("\n")
    empty = set()
    for token in tokens:
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column].rstrip()
            if not lines[row - 1]:
                empty.add(row - 1)
    return "\n".join(line.rstrip() for row, line in enumerate(lines) if row not in empty)
