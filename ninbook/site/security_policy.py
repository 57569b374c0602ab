"""A Content-Security-Policy for each page, from what the page holds.

Scripts and styles in the page are allowed by their digests, so nothing that gets into a page later
runs. A page says it of itself, for no server is needed to read the book.
"""

import base64
import hashlib
import re
from html import escape

from selectolax.lexbor import LexborHTMLParser

from ninbook.source.config_values import origin_of

_CHARSET = re.compile(r'<meta charset="[^"]*"\s*/?>', re.IGNORECASE)
_RUNNING = ("", "text/javascript", "module", "importmap")
"""Types of scripts; others hold data."""
_LOADING = "img[src], iframe[src], audio[src], video[src], source[src]"
_LIVE = 'div.widget[data-widget="live"]'
"""Stands in pages that run a network; they alone may compile WebAssembly."""
_DIRECTIVES = {"img": "img-src", "iframe": "frame-src"}
"""What governs an element that an author put on a page; media else."""


def policy_of(html: str) -> str:
    """Return the policy that lets a page do what it does, and nothing else.

    Pictures, frames and media of other hosts are allowed where the page's author put them.
    """
    page = LexborHTMLParser(html)
    scripts = [
        node.text()
        for node in page.css("script:not([src])")
        if (node.attributes.get("type") or "").strip().lower() in _RUNNING
    ]
    styles = [node.text() for node in page.css("style")]
    attributes = [node.attributes["style"] or "" for node in page.css("[style]")]
    webassembly = ["'wasm-unsafe-eval'"] if page.css_first(_LIVE) else []
    unsafe_hashes = ["'unsafe-hashes'"] if attributes else []
    sources = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *webassembly, *_digests(scripts)],
        "style-src": ["'self'", *unsafe_hashes, *_digests([*styles, *attributes])],
        "img-src": ["'self'", "data:"],  # the theme's style sheet holds its icons
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    loaded = {
        (_DIRECTIVES.get(node.tag or "", "media-src"), origin_of(node.attributes["src"] or ""))
        for node in page.css(_LOADING)
    }
    for directive, origin in sorted((name, origin) for name, origin in loaded if origin):
        sources.setdefault(directive, ["'self'"]).append(origin)
    return "; ".join(" ".join([name, *values]) for name, values in sources.items())


def with_policy(html: str) -> str:
    """Return a page with its policy, which stands before everything that it governs.

    Without ``<meta charset>``, where the policy goes, the page is returned as it is.
    """
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{escape(policy_of(html))}">'
    return _CHARSET.sub(lambda found: found[0] + meta.replace("&#x27;", "'"), html, count=1)


def _digests(texts: list[str]) -> list[str]:
    digests = {hashlib.sha256(text.replace("\r\n", "\n").encode()).digest() for text in texts}
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
