"""Viewers of notebooks' Markdown, and what they have in common: HTML in one canonical form."""

import json
import re
import subprocess
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm
import mistune
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from ninbook.tools import npm

HERE = Path(__file__).parent
_CODE_OR_MATH = re.compile(
    r"^[ >\d.)*+-]*(?P<fence>`{3,})[^`\n]*\n[\s\S]*?^[ >]*(?P=fence)$"
    r"|(?<!\\)(?<!`)(?P<code>`+)(?!`)[\s\S]*?(?<!`)(?P=code)(?!`)|\$\$(?P<block>[^$]+)\$\$|\$(?P<inline>[^$]+)\$",
    re.MULTILINE,
)
_PLACE = re.compile(r"@@(\d+)@@")
Viewer = Callable[[str], str]


def with_formulas(viewer: Viewer) -> Viewer:
    """Let a viewer leave formulas alone, as those of notebooks do, and show them as elements."""

    def show(markdown: str) -> str:
        formulas: list[str] = []

        def hide(found: re.Match[str]) -> str:
            if found["block"] is None and found["inline"] is None:
                return found[0]
            name = "inline" if found["block"] is None else "block"
            formulas.append(f"<math-{name}>{escape(found[name])}</math-{name}>")
            return f"@@{len(formulas) - 1}@@"

        html = viewer(_CODE_OR_MATH.sub(hide, markdown))
        return _PLACE.sub(lambda found: formulas[int(found[1])], html)

    return show


class Marked:
    """The parser of JupyterLab."""

    def __init__(self, folder: Path) -> None:
        npm.install(HERE / "viewer", folder)
        node = npm.node_of_environment()
        assert node is not None and node.program is not None
        module = folder / "node_modules" / "marked" / "lib" / "marked.esm.js"
        self._process = subprocess.Popen(
            [node.program, HERE / "viewer" / "show.mjs", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, markdown: str) -> str:
        """Show Markdown."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(markdown) + "\n")
        self._process.stdin.flush()
        return str(json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def cmark(markdown: str) -> str:
    """Show Markdown with GitHub's parser."""
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))


_MARKDOWN_IT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def markdown_it(markdown: str) -> str:
    """Show Markdown with the parser of Visual Studio Code."""
    return str(_MARKDOWN_IT.render(markdown))


_MISTUNE = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])


def mistune_html(markdown: str) -> str:
    """Show Markdown with the parser of nbconvert."""
    return str(_MISTUNE(markdown))


_BLOCKS = re.compile("p|[uod]l|li|blockquote|h[1-6r]|pre|table|t[rdh]|d[td]")
_DROPPED = ("thead", "tbody", "span")
_SEEN = ("href", "src", "alt", "title", "start", "width", "id")


class Canonical(HTMLParser):
    """HTML as one string, the same for what looks the same."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write a tag with the attributes that can be seen."""
        if tag == "p" and self._stack[-1:] in (["li"], ["dd"], ["dt"]):
            tag = "item-p"
        if tag not in ("br", "hr", "img"):
            self._stack.append(tag)
        if tag in _DROPPED or tag == "item-p":
            self.parts.append("" if tag == "span" else "\n")
            return
        shown = {name: value for name, value in attrs if name in _SEEN}
        style = dict(attrs).get("style") or dict(attrs).get("align") or ""
        if tag in ("td", "th") and (found := re.search("left|right|center", style)):
            shown["align"] = found[0]
        named = "".join(f' {name}="{value}"' for name, value in sorted(shown.items()))
        around = "\n" if _BLOCKS.fullmatch(tag) else ""
        self.parts.append(f"{around}<{tag}{named}>{around}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write an empty element."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Write a closing tag."""
        opened = self._stack.pop() if self._stack else ""
        if tag in _DROPPED or opened == "item-p":
            self.parts.append("" if tag == "span" else "\n")
            return
        around = "\n" if _BLOCKS.fullmatch(tag) else ""
        self.parts.append(f"{around}</{tag}>{around}")

    def handle_data(self, data: str) -> None:
        """Write text."""
        self.parts.append(data if "pre" in self._stack else re.sub(r"[ \t\r\n]+", " ", data))


def canonical(html: str) -> str:
    """Return HTML in its canonical form."""
    parser = Canonical()
    parser.feed(html)
    parser.close()
    text = re.sub(" *<br> *", "<br>", "".join(parser.parts))
    text = text.replace(r"\Vert ", r"\|").replace(r"\vert ", "|")  # the same to LaTeX
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def all_viewers(marked: Marked) -> dict[str, Viewer]:
    """Return the viewers by name."""
    found: dict[str, Any] = {
        "marked": marked,
        "cmark-gfm": cmark,
        "markdown-it": markdown_it,
        "mistune": mistune_html,
    }
    return {name: with_formulas(viewer) for name, viewer in found.items()}
