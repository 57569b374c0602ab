"""A Content-Security-Policy for each page, from what the page holds.

Scripts and styles in the page are allowed by their digests, so nothing that gets into a page later
runs. A page says it of itself, for no server is needed to read the book.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape, unescape
from urllib.parse import urlsplit

_CHARSET = re.compile(r'<meta charset="[^"]*"\s*/?>', re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_TYPE = re.compile(r"""\btype=["']?([^"'\s]*)""", re.IGNORECASE)
_RUNNING = ("", "text/javascript", "module", "importmap")
"""Types of scripts; others hold data."""
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""<[a-z][^<>]*?\sstyle=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_LOADED = re.compile(
    r"""<(img|iframe|audio|video|source)\b[^<>]*?\ssrc=["']?(https?://[^\s"'<>]+)""", re.IGNORECASE
)
_WEBASSEMBLY = '<div class="widget" data-widget="live"'
"""Stands in pages that run a network; they alone may compile WebAssembly."""
_DIRECTIVES = {"img": "img-src", "iframe": "frame-src"}
"""What governs an element that an author put on a page; media else."""


def policy_of(html: str) -> str:
    """Returns the policy that lets a page do what it does, and nothing else.

    Pictures, frames and media of other hosts are allowed where the page's author put them.

    Args:
        html: the whole page.
    """
    scripts = [
        text
        for attributes, text in _SCRIPT.findall(html)
        if not re.search(r"\bsrc=", attributes) and _type_of(attributes) in _RUNNING
    ]
    styles = [variant for text in _STYLE.findall(html) for variant in (text, _as_foreign(text))]
    attributes = [unescape(double or single) for double, single in _ATTRIBUTE.findall(html)]
    webassembly = ["'wasm-unsafe-eval'"] if _WEBASSEMBLY in html else []
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
    for element, address in sorted(set(_LOADED.findall(html))):
        directive = _DIRECTIVES.get(element.lower(), "media-src")
        host = urlsplit(unescape(address))
        origins = sources.setdefault(directive, ["'self'"])
        if f"{host.scheme}://{host.netloc}" not in origins:
            origins.append(f"{host.scheme}://{host.netloc}")
    return "; ".join(" ".join([name, *values]) for name, values in sources.items())


def with_policy(html: str) -> str:
    """Returns a page with its policy, which stands before everything that it governs.

    Args:
        html: the whole page; without ``<meta charset>`` it is returned as it is.
    """
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{escape(policy_of(html))}">'
    return _CHARSET.sub(lambda found: found[0] + meta.replace("&#x27;", "'"), html, count=1)


def _type_of(attributes: str) -> str:
    found = _TYPE.search(attributes)
    return found[1].lower() if found else ""


def _as_foreign(style: str) -> str:
    # In a picture within the page, unlike in the page itself, a style is ordinary text.
    return unescape(style.replace("<![CDATA[", "").replace("]]>", ""))


def _digests(texts: list[str]) -> list[str]:
    digests = {hashlib.sha256(text.replace("\r\n", "\n").encode()).digest() for text in texts}
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
