"""d2lbook's Markdown as a tree: CommonMark, pandoc's extensions that books use, d2lbook's marks.

`docs/markdown.md` describes the dialect and what wins where pandoc's Markdown differs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, groupby, pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ninbook.document.nodes import Node
from ninbook.document.rules.blocks import use_block_rules
from ninbook.document.rules.formulas import use_formulas
from ninbook.document.rules.html import tags_of, use_html_rules
from ninbook.document.rules.inlines import InlineParser, marks_of_lines
from ninbook.document.rules.slide_marks import use_slide_marks
from ninbook.document.rules.tables import use_tables

_TYPES = {
    "em": "emphasis",
    "s": "strikethrough",
    "code_inline": "code_span",
    "math_inline": "math",
    "math_inline_double": "math_block",
    "footnote_reference": "footnote",
    "hr": "thematic_break",
    "dl": "definition_list",
    "dt": "term",
    "dd": "definition",
}
"""Names of nodes, where they are not those of markdown-it's tokens."""
_TEXT = ("text", "text_special")
_TITLED = ("heading_open", "paragraph_open", "dt_open")


@cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": True}).enable(["strikethrough", "table"])
    inline = InlineParser()
    md.inline = inline
    inline.ruler.disable("linkify")
    md.use(footnote_plugin, inline=False).use(deflist_plugin)
    md.core.ruler.disable(["footnote_tail", "text_join"])
    md.core.ruler.at("inline", _inline)
    use_tables(md)
    use_block_rules(md)
    use_formulas(md)
    use_html_rules(md)
    use_slide_marks(md)
    return md


def _inline(state: StateCore) -> None:
    """Parse the inlines of each block, with what they need to know of others.

    A link in a block for tabs finds the addresses that are defined there, before all others.
    """
    state.env.setdefault("marks_of_lines", marks_of_lines(state.src))
    shared = state.env.get("references", {})
    for above, token in pairwise(state.tokens):
        if above.type == "slide_mark":
            state.env.setdefault("slide_marks", set()).add(above.info)
        elif above.type == "tab_block_open":
            state.env["references"] = shared | state.env["references_of"][above.meta["tabs"]]
        elif above.type == "tab_block_close":
            state.env["references"] = shared
        if token.type == "inline":
            if above.type == "heading_open":
                token.content = _without_closing(token.content, above.markup)
            state.env["next_line"] = token.map[1] if token.map else 0
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _without_closing(heading: str, opening: str) -> str:
    """Remove what closes a heading, as in ``## Title##``; CommonMark wants a space before it."""
    text = heading.removesuffix(opening)
    return text if len(opening) > 1 and opening[0] == "#" and text[-1:] != "#" else heading


def tree_of(text: str) -> list[Node]:
    """Parse Markdown into blocks, before figures, captions and marks are put together.

    Args:
        text: a page with Unix line ends.
    """
    stack = [Node("page")]
    title = ""
    for token in _parser().parse(text, {}):
        if token.type == "inline":
            stack[-1].content = token.content if title else ""
            line = token.map[0] + 1 if token.map else stack[-1].line
            stack[-1].children += _inlines(token.children or [], line, token.content)
        elif token.nesting > 0:
            node = _node(token)
            stack[-1].children.append(node)
            stack.append(node)
        elif token.nesting < 0:
            stack.pop()
        else:
            stack[-1].children.append(_node(token))
        title = token.type if token.type in _TITLED else ""
    return stack[0].children


def _inlines(tokens: Sequence[Token], line: int, source: str) -> list[Node]:
    stack = [Node("inline")]
    counted, here = 0, line
    for token in _with_joined_text(tokens):
        position = (token.meta or {}).get("position", counted)
        if position > counted:
            here += source.count("\n", counted, position)
            counted = position
        node = _node(token, here)
        if token.type == "image":
            node.children = _inlines(token.children or [], here, token.content)
        if token.nesting >= 0:
            stack[-1].children.append(node)
        if token.nesting > 0:
            stack.append(node)
        elif token.nesting < 0:
            closed = stack.pop()
            closed.end, closed.children = here, _with_links(closed.children)
    return _with_links(stack[0].children)


def _with_links(inlines: list[Node]) -> list[Node]:
    """Make links of ``<a href="...">`` to what is behind them, as far as ``</a>``."""
    done: list[Node] = []
    opened = -1
    for node in inlines:
        is_tag = node.type == "html_inline"
        if is_tag and opened < 0 and (link := _link_begun(node)):
            opened = len(done)
            done.append(link)
        elif is_tag and opened >= 0 and node.content.lower() == "</a>":
            done[opened].children = done[opened + 1 :]
            del done[opened + 1 :]
            opened = -1
        else:
            done.append(node)
    return done if opened < 0 else inlines


def _link_begun(node: Node) -> Node | None:
    tags = tags_of(node.content) if node.content[:2].lower() == "<a" else ()
    attributes = next((found for _, name, found in tags if name == "a"), {})
    if "href" not in attributes or not attributes.keys() <= {"href", "title", "target", "rel"}:
        return None
    kept: dict[str, Any] = {key: attributes[key] for key in ("href", "title") if key in attributes}
    return replace(node, type="link", content="", attrs=kept)


def _with_joined_text(tokens: Sequence[Token]) -> Iterator[Token]:
    r"""Yield tokens, text beside text as one; what stands for itself, as ``\*``, is noted in it."""
    for is_text, run in groupby(tokens, key=lambda token: token.type in _TEXT):
        if not is_text:
            yield from run
            continue
        parts = list(run)
        text = parts[0].copy(type="text", content="".join(part.content for part in parts))
        ends = accumulate(len(part.content) for part in parts)
        escaped = [
            (end - len(part.content), len(part.content))
            for part, end in zip(parts, ends, strict=True)
            if part.type == "text_special" and part.content != part.markup
        ]
        if escaped:
            text.meta = {**text.meta, "escaped": escaped}
        yield text


def _node(token: Token, line: int = 0) -> Node:
    name = token.type.removesuffix("_open")
    first, last = (token.map[0] + 1, token.map[1]) if token.map else (line, line)
    node = Node(_TYPES.get(name, name), first, max(first, last))
    node.content = token.content
    node.attrs.update(_attributes(token, name))
    return node


def _attributes(token: Token, name: str) -> Iterator[tuple[str, Any]]:
    meta = {key: value for key, value in (token.meta or {}).items() if key != "position"}
    yield from meta.items()
    yield from token.attrs.items()
    if name == "heading":
        yield "level", int(token.tag[1:])
    elif name in ("fence", "code_block"):
        yield "info", token.info.strip()
        yield "fence", token.markup
    elif name in ("role", "slide_mark"):
        yield "name", token.info
    elif name in ("bullet_list", "ordered_list"):
        yield "mark", token.markup
    elif name == "table_cell":
        yield "head", token.tag == "th"
    if token.hidden:
        yield "tight", True
