"""Opens quotes behind punctuation, as in ``"a","b"`` or ``말했다."네."``, which docutils closes."""

from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from docutils.utils.smartquotes import smartchars
from sphinx.application import Sphinx
from sphinx.transforms import SphinxSmartQuotes

_BEFORE_OPENING = "([{-–—"
"""What docutils itself opens a quote behind, besides a space."""
_BEHIND_CLOSING = ".,;:!?)]}"
_get_tokens = SphinxSmartQuotes.get_tokens


def _with_opened(self: Any, text_nodes: Sequence[nodes.Text]) -> Iterator[tuple[str, str]]:
    """Yield the texts of a block in which each second quote closes, unless its place forbids it."""
    marks: Any = smartchars(self.document.settings.language_code)
    tokens = list(_get_tokens(self, list(text_nodes)))
    whole = f" {''.join(text for _, text in tokens)} "
    place, is_open = 1, False
    for kind, text in tokens:
        done = list(text) if kind == "plain" and '"' in text else []
        for index in [n for n, each in enumerate(done) if each == '"']:
            before, after = whole[place + index - 1], whole[place + index + 1]
            if is_open and not before.isspace() and before not in "([{":
                is_open = False
            elif before != "\\" and not after.isspace() and after not in _BEHIND_CLOSING:
                is_open = True
                if not before.isspace() and before not in _BEFORE_OPENING:
                    done[index] = marks.opquote
        yield kind, "".join(done) or text
        place += len(text)


def setup(app: Sphinx) -> None:
    """Register this module with Sphinx."""
    SphinxSmartQuotes.get_tokens = _with_opened  # type: ignore[assignment,method-assign]
