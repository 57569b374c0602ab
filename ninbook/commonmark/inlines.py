"""Inlines as CommonMark that all viewers of notebooks show alike.

Where viewers differ, or CommonMark has no form, HTML stands: bold text before a Korean particle,
struck out text, a dollar that begins no formula.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape

from ninbook.document.nodes import Node, joined, text_of

_ANYWHERE = re.compile(r"[\\`*~]|(?<![^\W_])_|_(?![^\W_])|<(?=[\w/!?]|$)|&(?=[#\w])")
_BRACKETS = re.compile(r"\]\s*[\[(:]|\]$|\[\^|\[[ xX]\]")
"""Text in which brackets could make a link, a footnote or a box to tick."""
_AT_LINE_START = re.compile(
    r"#{1,6}(?=\s|$)|[-+:](?=\s|$)|[-=:|][-=:| ]*$|>|\d{1,9}(?=[.)](?:\s|$))"
)
_URL = re.compile(r"https?://[!#%-;=?-[\]_a-z~]*[#%&+/-9=@-Za-z]")
_DOLLAR = "<span>&#36;</span>"
"""A dollar in which neither Markdown nor MathJax, which looks at text, sees a formula begin."""
_TAGS = {"emphasis": ("*", "em"), "strong": ("**", "strong")}
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
_PIXELS |= {"em": 16, "rem": 16, "ex": 8, "ch": 8}
"""Units of lengths, in those of HTML."""


@dataclass(frozen=True)
class Place:
    """Where inlines stand."""

    one_line: bool = False  # line ends are spaces, as in a heading
    in_table: bool = False  # a pipe ends the cell
    in_link: bool = False  # a bracket could end the link's text
    in_emphasis: bool = False  # a star could end the emphasis


def write_inlines(nodes: Sequence[Node], place: Place = Place()) -> str:
    """Write plain inlines, which are those of CommonMark, formulas and HTML, in their place."""
    has_links = any(found.type == "link" for node in nodes for found in node.walk())
    brackets = has_links or bool(_BRACKETS.search(text_of(nodes)))
    text = _Inlines(place, brackets).write(nodes, "", "").strip(" \t\n")
    return re.sub("^\xa0+|\xa0+$", lambda found: "&nbsp;" * len(found[0]), text)


class _Inlines:
    """Writer of the inlines of one block, in whose text brackets may have to be escaped."""

    def __init__(self, place: Place, brackets: bool) -> None:
        self._place = place
        self._brackets = brackets
        self._writers: dict[str, Callable[[Node], str]] = {
            "code_span": self._code,
            "math": lambda node: f"${self._formula(node.content)}$",
            "math_block": lambda node: f"$${self._formula(node.content)}$$",
            "link": self._link,
            "image": self._image,
            "html_inline": lambda node: node.content,
            "softbreak": lambda node: " " if place.one_line else "\n",
            "hardbreak": lambda node: "<br>" if place.one_line else "\\\n",
            "strikethrough": lambda node: f"<del>{self.write(node.children, '>', '<')}</del>",
        }

    def write(self, nodes: Sequence[Node], before: str, after: str) -> str:
        """Write siblings between two characters, which say whether a star can mark emphasis."""
        done = ""
        nodes = joined(nodes)
        for index, node in enumerate(nodes):
            here = (done or before)[-1:]
            if node.type == "text":
                written = self._text(node.content, not here or here == "\n")
            elif node.type in _TAGS:
                following = self.write(nodes[index + 1 : index + 2], ">", "") or after
                written = self._emphasis(node, here, following[:1])
            else:
                written = self._writers.get(node.type, self._inside)(node)
            if here in ("$", "`") and written.startswith(here):
                done += "<!-- -->"  # between two formulas, or two pieces of code
            elif here == "\\" and written.startswith("`"):  # which JupyterLab takes for escaped
                done = f"{done[:-2]}&#92;"
            elif here == "\n" and written.startswith("<"):  # in a list, it would end the paragraph
                is_hard = nodes[index - 1].type == "hardbreak"
                done = f"{done[:-2]}<br>" if is_hard else f"{done[:-1]} "
            elif here == "!" and written.startswith("["):
                done = f"{done[:-1]}\\!"  # before a link, not an image
            done += written
        return done

    def _inside(self, node: Node) -> str:
        return self.write(node.children, "", "")

    def _text(self, content: str, at_line_start: bool) -> str:
        done, end = "", 0
        for url in () if self._place.in_link else _URL.finditer(content):
            done += f"{self._escaped(content[end : url.start()])}<{url[0]}>"
            end = url.end()
        done += self._escaped(content[end:])
        if at_line_start:
            done = done.lstrip(" \t")
            if not self._place.one_line and (found := _AT_LINE_START.match(done)):
                at = found.end() if found[0].isdigit() else 0
                done = f"{done[:at]}\\{done[at:]}"
        return done

    def _escaped(self, text: str) -> str:
        text = _ANYWHERE.sub(_escape, text).replace("$", _DOLLAR)
        if self._place.in_link:  # JupyterLab doesn't find the end behind a backslash and a bracket
            text = text.replace("[", "&#91;").replace("]", "&#93;")
        elif self._brackets:
            text = text.replace("[", "\\[").replace("]", "\\]")
        return text.replace("|", "\\|") if self._place.in_table else text

    def _emphasis(self, node: Node, before: str, after: str) -> str:
        mark, tag = _TAGS[node.type]
        if not self._place.in_emphasis:
            within = _Inlines(replace(self._place, in_emphasis=True), self._brackets)
            inside = within.write(node.children, "*", "*")
            if _flanks(before, inside[:1]) and _flanks(after, inside[-1:]):
                return f"{mark}{inside}{mark}"
        return f"<{tag}>{self.write(node.children, '>', '<')}</{tag}>"

    def _code(self, node: Node) -> str:
        content = node.content.replace("\n", " ")
        place = self._place
        # nbconvert shows an escaped pipe with its backslash; JupyterLab misses ends of links.
        if (place.in_table and "|" in content) or (place.in_link and re.search(r"[`\\]", content)):
            return f"<code>{'&#124;'.join(map(self._escaped, content.split('|')))}</code>"
        runs = set(re.findall("`+", content))
        ticks = next(t for n in range(1, len(runs) + 2) if (t := "`" * n) not in runs)
        if content.startswith("`") or content.endswith("`") or _is_padded(content):
            content = f" {content} "
        return f"{ticks}{content}{ticks}"

    def _formula(self, latex: str) -> str:
        latex = " ".join(latex.split())
        if self._place.in_table:
            latex = latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
        return latex

    def _link(self, node: Node) -> str:
        address = str(node.attrs["href"])
        if text_of(node.children) == address and re.fullmatch(r"[a-z]+:[^\s<>]+", address):
            return f"<{address}>"
        within = _Inlines(replace(self._place, in_link=True), self._brackets)
        text = within.write(node.children, "[", "]")
        return f"[{text}]({_destination(node, address)})"

    def _image(self, node: Node) -> str:
        parts = {
            "src": str(node.attrs["src"]),
            "alt": text_of(node.children),
            "title": str(node.attrs.get("title", "")),
            **{name: _size(str(node.attrs.get(name, ""))) for name in ("width", "height")},
        }
        if parts["src"].startswith("attachment:"):  # nbconvert looks for them in no HTML
            return f"![{_attribute(parts['alt'])}]({parts['src']})"
        shown = [f'{name}="{_attribute(value)}"' for name, value in parts.items() if value]
        return f"<img {' '.join(shown)}>"


def _size(length: str) -> str:
    """Return a length as HTML has it, in pixels or percent; nothing for that of a screen."""
    found = re.fullmatch(r"([\d.]+) *(%|\w*)", length)
    if found and found[2] in _PIXELS:
        return str(round(float(found[1]) * _PIXELS[found[2]]))
    return f"{found[1]}%" if found and found[2] == "%" else ""


def _attribute(value: str) -> str:
    """Return an attribute's value in which no viewer sees a formula, or the end of something."""
    return re.sub(r"[][$|`*_~\\]", lambda found: f"&#{ord(found[0])};", escape(value))


def _escape(found: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(found[0], f"\\{found[0]}")


def _is_padded(content: str) -> bool:
    return content.startswith(" ") and content.endswith(" ") and bool(content.strip())


def _destination(node: Node, address: str) -> str:
    if re.search(r"[\s()<>\\]", address) or not address:
        address = f"<{address.replace('<', '%3C').replace('>', '%3E')}>"
    title = _attribute(str(node.attrs.get("title", "")))
    return f'{address} "{title}"' if title else address


def _flanks(outside: str, inside: str) -> bool:
    """Tell whether a star between two characters opens or closes emphasis in all viewers.

    They disagree whether a symbol, such as a multiplication sign, counts as punctuation.
    """
    if outside == "*" or inside in ("*", "") or inside.isspace():
        return False
    kind = unicodedata.category(inside)[0]
    if kind not in "PS":
        return True
    return not outside or outside.isspace() or unicodedata.category(outside)[0] == "P"
