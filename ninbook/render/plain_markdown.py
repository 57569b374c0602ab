"""Turns d2lbook's Markdown into the Markdown that every notebook viewer knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from textwrap import dedent

import pypandoc

from ninbook.document.d2l_labels import d2l_label
from ninbook.document.references import d2l_name
from ninbook.render.citations import Citations
from ninbook.render.numbers import (
    HEADING,
    IMAGE,
    Numbers,
    Target,
    contents_entries,
    numbered,
    page_of,
)
from ninbook.render.table_captions import TABLE_CAPTION, captions_below
from ninbook.words.words import words_of

_FENCE = re.compile(r"(```+) *([^`]*)")
_MARK_LINE = re.compile(r":(\w+):`([^`]*)`\s*")
_INLINE = re.compile(
    r":(?P<role>\w+):`(?P<value>[^`]+)`"
    r"|(?P<code>(?P<ticks>`+)(?!`)[\s\S]*?(?<!`)(?P=ticks)(?!`))"
    r"|!\[(?P<description>[^\]]*)\]\((?P<picture>(?!data:)[^()\s]+)[^()]*\)"
    r"|(?P<math>\$\$[\s\S]*?\$\$(?:\s*:eqlabel:`(?P<equation>[^`]+)`)?)"
)
_ROLE_OR_CODE = re.compile(r":\w+:`[^`]+`|(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)")
_INSIDE = r"(?:(?!\n\s*\n)[\s\S])+?"
_FOR_SLIDES = re.compile(
    rf"\[\*\*(?P<square>{_INSIDE})\*\*\](?!\()|\(\*\*(?P<round>{_INSIDE})\*\*\)"
)
_FOR_SLIDES_ONLY = re.compile(rf"\[~~{_INSIDE}~~\](?!\()|\(~~{_INSIDE}~~\)")
_OWN_COMMENT = re.compile(r"^<!-- *ninbook:.*?-->\n?", re.MULTILINE | re.DOTALL)
_RST_CLASS = re.compile(r"\.\. rst-class:: [\w -]+\n\n(?P<text>[^\n]+)")
_ONLY = re.compile(r"^\.\. only:: (\w+)\n((?:[ \t]+.*(?:\n|$)|\n)+)", re.MULTILINE)
_DIV = re.compile(r"^</?div[^>]*>\n*", re.MULTILINE)
_PANDOC_FORMAT = "commonmark+pipe_tables+tex_math_dollars"
DIRECTIVE = re.compile(r"[ \t]*# ?@(save|hide\w*|tab)\b[^\n]*", re.IGNORECASE)
"""What d2lbook reads in code: which functions to save, what to hide, and for which tabs it is."""
_RAW_HTML = re.compile(r"\.\. raw:: html\n\n(?P<html>[\s\S]+)")

Figure = Callable[[str, str, str], str]
"""Shows an image, given its path as in the source, its width in CSS or "", and a description."""


class PlainMarkdown:
    """Translates the text of one page.

    Args:
        numbers: those of the book.
        citations: its bibliography.
        language: that of the page.
        page: the page, relative to the book's root.
        address: where another page is, as a notebook or in a site; None if it can't lead there.
        figure: shows an image.
        cited: asked for the keys that the book's list of references names, by a page that holds it.
    """

    def __init__(
        self,
        numbers: Numbers,
        citations: Citations,
        language: str,
        page: Path,
        address: Callable[[Path], str | None],
        figure: Figure,
        cited: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._numbers = numbers
        self._citations = citations
        self._language = language
        self._words = words_of(language)
        self._page = page
        self._address = address
        self._figure = figure
        self._in_bibliography = cited
        self._occurrences: Counter[tuple[str, str]] = Counter()
        self.cited: list[str] = []
        self.lists_references = False

    def convert(self, text: str) -> str:
        """Returns the text of a cell in plain Markdown."""
        parts = [self._fence(*part) if len(part) > 1 else self._prose(*part) for part in _cut(text)]
        return "\n\n".join(filter(None, parts)).strip("\n")

    def inline(self, text: str) -> str:
        """Returns a text with its references and citations in plain Markdown, else as it is."""
        return _INLINE.sub(self._inline, text)

    def _fence(self, opening: str, info: str, content: str) -> str:
        if info == "toc":
            return self._contents(content)
        if info == "eval_rst":
            return self._restructured(content.strip("\n"))
        if "python" in info:
            content = DIRECTIVE.sub("", content).strip("\n")
        return f"{opening}\n{content}\n{opening[: len(opening) - len(opening.lstrip('`'))]}"

    def _contents(self, content: str) -> str:
        entries, options = contents_entries(content.split("\n"))
        depth = int(options.get("maxdepth") or 1)
        lines = []
        for entry in entries:
            top = page_of(self._page, entry)
            lines.append(f"- {self._page_link(top)}")
            for level, page in self._numbers.entries(top, depth - 1) if depth > 1 else ():
                lines.append(f"{'  ' * (level + 1)}- {self._page_link(page)}")
        return "\n".join(lines)

    def _page_link(self, page: Path) -> str:
        return _link(self._numbers.title(page), self._address(page))

    def _restructured(self, content: str) -> str:
        if note := _RST_CLASS.fullmatch(content.strip()):
            return f"*{note['text']}*"
        if raw := _RAW_HTML.fullmatch(content.strip()):
            return _DIV.sub("", dedent(raw["html"])).strip()  # frames are for the site's style
        if re.match(r"\.\. bibliography::", content):
            return self._references()
        content = _ONLY.sub(lambda found: dedent(found[2]) if found[1] == "html" else "", content)
        markdown = str(pypandoc.convert_text(content, _PANDOC_FORMAT, format="rst"))
        return _DIV.sub("", markdown).strip()

    def _references(self) -> str:
        self.lists_references = True
        return self._citations.references(self._in_bibliography())

    def _prose(self, text: str) -> str:
        lines = captions_below(_without_slide_marks(_OWN_COMMENT.sub("", text))).split("\n")
        done: list[str] = []
        index = 0
        while index < len(lines):
            line = lines[index]
            index += 1
            heading, image = HEADING.fullmatch(line), IMAGE.fullmatch(line)
            caption = TABLE_CAPTION.fullmatch(line) if _after_table(done) else None
            if not (heading or image or caption):
                done.append(line)
                continue
            marks = []
            while index < len(lines) and (mark := _MARK_LINE.fullmatch(lines[index])):
                marks.append((mark[1], mark[2]))
                index += 1
            anchors = "".join(_anchor(value) for name, value in marks if name == "label")
            if heading:
                done += (
                    [anchors, "", self._heading(heading)] if anchors else [self._heading(heading)]
                )
            elif image:
                done += ["", anchors + self._image(image, dict(marks)), ""]
            elif caption:
                done += ["", anchors + self._captioned("table", caption["caption"]), ""]
        plain = self.inline("\n".join(done)).strip("\n")
        return re.sub(r"\n{3,}", "\n\n", plain)

    def _heading(self, heading: re.Match[str]) -> str:
        title = heading["title"]
        return f"{heading['marks']} {numbered(self._number('section', title), title)}"

    def _image(self, image: re.Match[str], marks: dict[str, str]) -> str:
        caption = image["caption"].strip()
        description = re.sub(r" *:\w+:`[^`]*`", "", caption)
        shown = self._figure(image["path"], marks.get("width", ""), description)
        return f"{shown}\n\n{self._captioned('figure', caption)}" if caption else shown

    def _captioned(self, kind: str, caption: str) -> str:
        number = self._number(kind, caption)
        name = _named(getattr(self._words, kind), number)
        return f"**{name}.** {caption}" if number else caption

    def _number(self, kind: str, title: str) -> str:
        occurrence = self._occurrences[kind, title]
        self._occurrences[kind, title] += 1
        return self._numbers.at(self._page, kind, title, occurrence)

    def _inline(self, found: re.Match[str]) -> str:
        if found["code"]:
            return found["code"]
        if found["math"]:
            return self._equation(found)
        if found["picture"]:
            return self._figure(found["picture"], "", found["description"])
        role, value = found["role"], found["value"]
        if role in ("cite", "citet", "citep"):
            keys = [key.strip() for key in value.split(",")]
            self.cited += keys
            return self._citations.cite(keys, textual=role == "citet")
        if role in ("numref", "ref", "eqref"):
            return self._reference(value, role)
        if role in ("label", "eqlabel"):
            return _anchor(value)
        if role == "bibliography":
            return self._references()
        return "" if role in ("width", "height", "class") else f"`{value}`"

    def _equation(self, found: re.Match[str]) -> str:
        label = found["equation"]
        if not label:
            return found[0]
        formula = found["math"].rpartition("$$")[0].rstrip()
        target = self._numbers.targets.get(label)
        tag = rf" \tag{{{target.number}}}" if target and r"\tag" not in formula else ""
        return f"{_anchor(label)}\n\n{formula}{tag}$$"

    def _reference(self, label: str, role: str) -> str:
        target = self._numbers.targets.get(label)
        if target is None:
            d2l = d2l_label(label)
            return _link(d2l_name(d2l, self._words), d2l.url) if d2l else label
        page = self._address(target.page) if target.page != self._page else ""
        if page is None or page.endswith(".html"):  # anchors of the site have other names
            return _link(self._name(target, role), page)
        return _link(self._name(target, role), f"{page}#{label}")

    def _name(self, target: Target, role: str) -> str:
        if target.kind == "equation":
            return f"({target.number})" if target.number else "(…)"
        if role == "ref" or not target.number:
            return target.title
        return _named(getattr(self._words, target.kind), target.number)


def _without_slide_marks(text: str) -> str:
    """Takes away what only slides show, and the marks of what they show, too.

    A mark counts only with its partner in the same paragraph, and never in code, where ``(**``
    passes arguments.
    """
    spans: list[str] = []

    def hide(span: re.Match[str]) -> str:
        spans.append(span[0])
        return f"\x02{len(spans) - 1}\x03"

    text = _ROLE_OR_CODE.sub(hide, text)
    text = _FOR_SLIDES_ONLY.sub("", text)
    text = _FOR_SLIDES.sub(lambda found: found["square"] or found["round"], text)
    return re.sub(r"\x02(\d+)\x03", lambda found: spans[int(found[1])], text)


def _cut(text: str) -> Iterator[tuple[str, ...]]:
    """Cuts a text at its fences: one string for prose; opening, info and content for a fence."""
    prose: list[str] = []
    inside: list[str] = []
    opening = info = ticks = ""
    for line in text.split("\n"):
        fence = _FENCE.fullmatch(line)
        if ticks:
            if fence and fence[1] == ticks and not fence[2].strip():
                yield opening, info, "\n".join(inside)
                ticks = ""
            else:
                inside.append(line)
        elif fence:
            yield ("\n".join(prose),)
            opening, ticks, info = line.rstrip(), fence[1], fence[2].strip()
            prose, inside = [], []
        else:
            prose.append(line)
    yield (opening, info, "\n".join(inside)) if ticks else ("\n".join(prose),)


def _after_table(lines: Sequence[str]) -> bool:
    return next((line for line in reversed(lines) if line.strip()), "").startswith("|")


def _anchor(label: str) -> str:
    return f'<a id="{escape(label, quote=True)}"></a>'


def _link(text: str, address: str | None) -> str:
    return f"[{text}]({address})" if address else text


def _named(template: str, number: str) -> str:
    return template.replace("%s", number)
