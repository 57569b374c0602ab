"""Text that readers would see as markup, or in no form of the book at all."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise

from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.document.references import CITATIONS, ROLES
from ninbook.document.rules.blocks import MARKS
from ninbook.problems import Found, Severity

_NAMES = (*MARKS, *ROLES, *CITATIONS, "bibliography")
_ANY_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_FILE = (
    r"(?:https?://[^\s()<>\[\]]+"
    r"|(?:[\w.-]+/)*[\w-]+\.(?:md|html|ipynb|png|svg|jpe?g|gif|webp|pdf)(?:#[\w-]+)?)"
)
_LEFT = {
    r":(?:begin_tab|end_tab):": "is inside a paragraph; put it on a line of its own",
    rf":(?:{_ANY_NAME}):": "without an `argument` right after it",
    r"``+": "without the same number of ` after the code",
    r"!\[": "does not begin an image; write ![caption](address)",
    r"\]\(": "is not a link; write spaces in an address as %20, or put it between < and >",
    rf"\]\s+\({_FILE}\)|\)\[{_FILE}\]|<{_FILE}>": "is not a link; write [text](address)",
    r"(?<!\w)\[[^\[\]]+\]\[(?:[A-Za-z][^\[\]]+)?\]": (
        "refers to an undefined link; define it, as in [name]: page.md"
    ),
    r"\[@[\w.:-]+": "is not a citation; write :cite:`key`",
    r"\$\$": "without a partner; a formula has no blank line",
    r"\[\^[^\]\s]+\]": "refers to an undefined footnote; begin a line with it and a colon",
    r"\\(?:begin|end)\{\w+\*?\}": "is not in a formula; write $$ around it, without blank lines",
    r"\\(?!begin|end)[A-Za-z]+\{": "is LaTeX outside of a formula, which is shown literally",
    r"\{(?:[#.][A-Za-z]|\w+=)[^{}\n]*\}\s*$": "is shown literally; use :label: or :width:",
    r"&[A-Za-z]{2,};": "is not a character's name; write the character itself",
    "<!--": "begins a comment that is never closed; add -->",
    "<!-(?!-)": "does not begin a comment; write <!--",
}
"""What is left over, and what to do."""
_DOUBTFUL = {
    r"(?<![^\s([{])(?:\*\*|~~)(?=\S)|(?<=\S)(?:\*\*|~~)(?![^\s)\]}.,;:])|(?<![^\s(])\*(?=\w|\Z)": (
        "is shown literally; put such a mark on both sides of the text"
    ),
    "(?<!`)`(?!`)": "is shown literally; code has one on both sides",
    r"\$(?=[A-Za-z\\])|(?<!\S)\$ [^$]+\$": (
        "is shown literally; a formula has $ on both sides, without spaces inside"
    ),
    r"(?<=\w)~\w{1,9}~(?!~)|(?<=\w)\^\w{1,9}\^": "is shown literally; write <sub> or <sup>",
}
_LINES = {
    r"[\0-\x08\x0b-\x1f\x7f\ufffd]|(?<=[\s\S])\ufeff": "is not a character of text; delete it",
    r"^(?:<{7}|>{7}|\|{7}) ": "is a leftover conflict marker; keep one of the versions",
    r"\A---\n(?=(?:[\w-]+:[^\n]*\n)+---\n)": "begins metadata, which is shown; delete it",
}
_PARAGRAPHS = {
    r"#{1,6}[^\W\d_]": "a heading needs a space after its #; add it",
    r"(?:.*\n)*(?:#{1,6}|[-*+]|\d{1,9}[.)])[^\S \t\n]": (
        "a heading or an item needs an ordinary space behind its mark, not a no-break or wide one"
    ),
    r"#{7,} ": "a heading has at most six #",
    r"\+[-=+]{3,}|-{3,} +-{3,}": (
        "tables drawn with characters are shown literally; use pipes: | a | b |"
    ),
    r"(?:.*\n)*\|(?:[^\n|]*\|){2,} *$": (
        "this row is in no table; a table has a line such as |---|---| below its first row"
    ),
    r"(?:[Tt]able)?: (?=\S)": "this caption is at no table; put it right below one",
    r":{3,}|!{3} ": "notes of other Markdown are shown literally; write > before the lines",
    r"\[![A-Z]+\]$": "notes of GitHub are shown literally; write words, as in > **Note**",
    r"\.\. [\w-]+::": "reStructuredText is shown literally; put it into a fence: ```eval_rst",
    r"(?:.*\n)*\\[a-z]+$": "LaTeX outside of a formula is shown literally; delete it",
}
_ITEMS = (
    r"[-+][^\s+-][^\n]*",
    r"\*[^\s*][^*\n]*",
    r"\d{1,2}[.)][^\s\d][^\n]*",
    r"[•·▪‣][^\n]*",
    r"\(?[a-z1-9][.)] [^\n]*",
)
"""Lines that look like items of a list, of which two in a row are hardly text."""
_RULE = re.compile(":?-{3,}:?")
_SLIDE_MARK = re.compile(r"[\[(](?:\*\*|~~)|(?:\*\*|~~)[\])]")
_ROLE = re.compile(r"(?<!\S):([a-z_]{4,}):(?=\S)")
_BESIDE_CODE = re.compile(rf"(?<![\w`\0]):?(?:{_ANY_NAME}|begin_tab)[:=]?$")


def _compiled(patterns: dict[str, str]) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern, re.MULTILINE), message) for pattern, message in patterns.items()]


_LEFT_OVER, _MAYBE, _OF_LINES, _OF_PARAGRAPHS = map(
    _compiled, (_LEFT, _DOUBTFUL, _LINES, _PARAGRAPHS)
)
_UNLISTED = re.compile("|".join(f"^{item}\n{item}" for item in _ITEMS), re.MULTILINE)


def check_leftovers(page: Document) -> Iterator[Found]:
    """Yield text outside of code and formulas that looks like markup."""
    for node in page.find("text"):
        yield from _left_in(node)
    for pattern, message in _OF_LINES:
        if found := pattern.search(page.text):
            line = page.text.count("\n", 0, found.start()) + 1
            yield Found(line, f"{found[0]!r} {message}")
    for node in page.find("paragraph", "term"):
        for pattern, message in _OF_PARAGRAPHS:
            if pattern.match(node.content):
                yield Found(node.line, message)
        if _UNLISTED.search(node.content):
            message = "these lines are not a list; an item begins with -, * or 1. and a space"
            yield Found(node.line, message, Severity.WARNING)
        shown = [child for child in node.children if child.type != "softbreak"]
        if len(shown) > 1 and all(child.type == "image" and child.text for child in shown):
            message = "images in one paragraph have no captions; divide it by empty lines"
            yield Found(node.line, message, Severity.WARNING)
    for node in page.find("paragraph", "heading", "table_cell", "caption"):
        for text, code in pairwise(node.children):
            before = _BESIDE_CODE.search(_without_escapes(text)) if text.type == "text" else None
            if before and code.type == "code_span":
                message = f"{before[0]}`{code.content}` is shown literally; write :name:`argument`"
                yield Found(code.line, message)


def _left_in(node: Node) -> Iterator[Found]:
    text = _without_escapes(node)
    is_named = bool(_SLIDE_MARK.search(text))
    for pattern, message in _LEFT_OVER:
        if found := pattern.search(text):
            yield Found(node.line, f"{found[0].strip()} {message}")
            is_named = True
    for pattern, message in () if is_named else _MAYBE:
        if found := pattern.search(text):
            yield Found(node.line, f"{found[0]} {message}", Severity.WARNING)
    for name in _ROLE.findall(text):
        if name not in _NAMES and (close := get_close_matches(name, _NAMES, n=1, cutoff=0.8)):
            yield Found(node.line, f":{name}: is unknown; did you mean {close[0]!r}?")
    escaped = "".join(node.content[start] for start, _ in node.attrs.get("escaped", ()))
    if "()" in escaped:
        yield Found(node.line, r"\(...\) is not a formula; write $...$", Severity.WARNING)


def _without_escapes(node: Node) -> str:
    """Return a text without what stands for itself: behind a backslash or as ``&#42;``."""
    parts, end = list[str](), 0
    for start, length in node.attrs.get("escaped", ()):
        parts += [node.content[end:start], "\0" * length]
        end = start + length
    return "".join([*parts, node.content[end:]])


def check_omissions(page: Document) -> Iterator[Found]:
    """Yield empty headings and links, cells beyond a table's head, and lost footnotes."""
    for node in page.find("heading", "table_row"):
        if node.type == "heading" and not node.children:
            yield Found(node.line, "heading without text")
        elif any(node.attrs.get("lost", ())):
            lost = " | ".join(node.attrs["lost"])
            message = f"the table's header has no column for {lost}, which is left out"
            yield Found(node.line, message)
        elif node.children and all(_RULE.fullmatch(cell.text) for cell in node.children):
            message = "a table that begins above this line needs an empty line above its header"
            yield Found(node.line, message)
    for link in page.find("link"):
        if not any(child.type != "text" or child.content.strip() for child in link.children):
            yield Found(link.line, "link without a text")
    referred = {node.attrs["label"] for node in page.find("footnote_ref")}
    notes: dict[str, Node] = {}
    for note in page.find("footnote"):
        name = note.attrs["label"]
        if name in notes:
            yield Found(note.line, f"[^{name}] is already defined in line {notes[name].line}")
        elif name not in referred:
            yield Found(note.line, f"nothing refers to footnote [^{name}], so it is left out")
        notes[name] = note
