"""Fingerprints of code cells: what the result depends on, and nothing else."""

import ast
import hashlib
import io
import tokenize
import warnings
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from ninbook.settings import numerics_version

_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_F_START = getattr(tokenize, "FSTRING_START", None)
_F_END = getattr(tokenize, "FSTRING_END", None)


def chain(
    sources: Sequence[str],
    tab: str | None,
    profile: str,
    seed: int,
    inputs: Callable[[str], Iterable[str]] = lambda code: (),
    data: str = "",
) -> list[str]:
    """Return a SHA-256 digest per cell, each over all code of its tab up to and including it.

    Args:
        sources: the code cells of one tab, in order.
        tab: the tab; its numerics version is part of every fingerprint.
        profile: name of the profile.
        seed: the seed.
        inputs: says of normalised code what else it depends on.
        data: digest of the data sets that the book's code loads by name.
    """
    state = hashlib.sha256()
    for part in ("1", tab or "", profile, str(seed), data, str(numerics_version(tab))):
        state.update(part.encode() + b"\0")
    digests = []
    for source in sources:
        code = normalised(source)
        state.update(code.encode() + b"\0\0")
        for part in inputs(code):
            state.update(part.encode() + b"\0")
        digests.append(state.copy().hexdigest())
    return digests


@lru_cache(maxsize=10_000)  # the same in every profile, and in most tabs
def normalised(source: str) -> str:
    """Return a cell's tokens without comments and layout, one per line.

    Indentation counts, since it is structure; how deep it is doesn't. What can't be read as Python
    is returned as it stands.
    """
    try:
        code = source if _is_python(source) else _without_magics(source)
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (SyntaxError, tokenize.TokenError, IndentationError):
        return source
    lines = io.StringIO(code).readlines()
    words: list[str] = []
    depth, opened = 0, (0, 0)
    for token in tokens:
        # Python 3.12 splits an f-string into parts, 3.11 doesn't: take it whole, from the source.
        if token.type == _F_START:
            if depth == 0:
                opened = token.start
            depth += 1
        elif token.type == _F_END:
            depth -= 1
            if depth == 0:
                words.append(_between(lines, opened, token.end))
        elif depth == 0 and token.type not in _LAYOUT:
            named = token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE)
            words.append(tokenize.tok_name[token.type] if named else token.string)
    return "\n".join(words)


def _is_python(source: str) -> bool:
    """Tell whether a cell is the same to IPython and to Python."""
    if source.lstrip().startswith("In ["):  # what IPython takes for its own prompt
        return False
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def _without_magics(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager  # takes long to load

    return str(TransformerManager().transform_cell(source))


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    inner = lines[start[0] : end[0] - 1]
    return "".join([lines[start[0] - 1][start[1] :], *inner, lines[end[0] - 1][: end[1]]])
