"""Problems of code cells: fences, tabs, left outputs, and code that is not valid Python."""

import ast
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise

from ninbook.check.names import hint
from ninbook.document.cells import ALL, is_for, line_of_tabs, lines_for, loads_tabs
from ninbook.document.document import Document
from ninbook.document.nodes import Node
from ninbook.problems import COMMAND, Found, Severity
from ninbook.source.activation import inactive_cells

_FENCED = ("cell", "code_block", "output", "toc", "eval_rst")
_CODE = re.compile(r"(?:%%|# ?@)(?:tab|save)\b")
_FENCES = {"toc": "toc", "toctree": "toc", "eval_rst": "eval_rst", "eval-rst": "eval_rst"}
"""Words that fences are often given instead of those that mean something."""
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)]) ")
_NUMBER = re.compile(r"\bn=(?!\d+[\s}])([^\s}]*)")
_CALL = re.compile(r"\btab\.selected\(([^()]*)")
_CHOICE = r"\(?tab\.selected\([^()]*\)\)?"
_BRANCH = re.compile(rf"\s*(?:el)?if\s*{_CHOICE}(?:\s+or\s+{_CHOICE})*\s*:\s*(?:#.*)?")
"""All that d2lbook heeds in a line that chooses tabs: ``not`` and ``and`` do nothing in it."""
_CELL = re.compile(r"[`~]*\{[^{}]*\.input\b[^{}]*\}\s*\S")
_AT = re.compile(r"\s*# ?@([a-z]+)")
_UNNAMED = re.compile(r"\s*(?:%%|# ?@)tab\s*$")
_ALMOST = re.compile(r"\s*(?:%+|# *@? *)tabs?[\s:=]+(\w+)")
_EXACT = re.compile(r"(?:# *@|%%)tab +[\w, ]+")
_MEANT = ("save", "tab")
_NAME = re.compile(r"""["']([^"']*)["']""")


def check_cells(page: Document, tabs: Sequence[str]) -> Iterator[Found]:
    """Yield the problems of a page's fences and of the code in them."""
    for node in page.find(*_FENCED):
        if nested := _nested(node):
            message = (
                f"code fence is not closed before the next one opens in line {nested}; "
                f"add a line with {node.attrs['fence']}"
            )
            yield Found(node.line, message, Severity.ERROR)
        elif node.attrs.get("closed") is False:
            message = f"code fence is never closed; add a line with {node.attrs['fence']}"
            yield Found(node.line, message, Severity.ERROR)
        elif node.type in ("cell", "code_block"):
            if message := _wrong_info(node.attrs.get("info", "")):
                yield Found(node.line, message)
            if node.type == "cell":
                yield from _check_cell(node, tabs)
            elif ".input" in node.attrs.get("info", "").strip("{}").split():
                message = "a cell in a list or a quotation is not executed; begin a line with it"
                yield Found(node.line, message, Severity.WARNING)
            elif "fence" in node.attrs and not node.attrs["fence"] and _is_list(node):
                message = "this list is indented so far that it is code; indent it less"
                yield Found(node.line, message, Severity.WARNING)
            elif node.attrs.get("fence") == "" and _CELL.match(node.content):
                message = "this cell is indented so far that it is shown; indent it less"
                yield Found(node.line, message, Severity.WARNING)
    for span in page.find("code_span"):
        if _CELL.match(span.content):
            message = "a cell in fewer than three ` is shown; write ```{.python .input} above it"
            yield Found(span.line, message)
    for block in page.find("tab_block"):
        for cell in block.find("cell"):
            message = "code cell inside :begin_tab:; put it after :end_tab:"
            yield Found(cell.line, message, Severity.ERROR)
    for text in page.find("heading", "paragraph"):
        if _CODE.match(text.content):
            message = "code without a fence above it; add a line with ```{.python .input}"
            yield Found(text.line, message, Severity.ERROR)
    yield from check_left_outputs(page)


def _is_list(code: Node) -> bool:
    return all(_ITEM.match(line) for line in code.content.split("\n") if line.strip())


def check_active(page: Document) -> Iterator[Found]:
    """Yield that a page has cells of which the command ``activate`` has made listings."""
    if cells := inactive_cells(page):
        message = f"activated for one tab, so {len(cells)} cells are listings; to undo it, "
        yield Found(cells[0].line, f"{message}run {COMMAND} activate all {page.file}")


def check_left_outputs(page: Document) -> Iterator[Found]:
    """Yield the outputs that an editor left in a page."""
    for node in page.find("output"):
        yield Found(node.line, "output left in the source; delete this block", Severity.ERROR)


def _wrong_info(info: str) -> str:
    """Return why a fence that seems to begin a cell may begin a listing; empty if it doesn't."""
    names = info.strip("{}").split()
    if names and (known := get_close_matches(names[0].lower().lstrip("."), _FENCES, cutoff=0.8)):
        return f"{info} is unknown, so this is shown as code; write {_FENCES[known[0]]}"
    if not info.startswith("{"):
        return ""
    if not info.endswith("}"):
        return f"{info} has no closing }}; add it"
    for name in names if ".input" not in names else ():
        if name.endswith(".input") or get_close_matches(name, [".input"], cutoff=0.8):
            return f"{name} is unknown, so this code is not executed; did you mean .input?"
        if name[0] not in ".#" and "=" not in name:
            return f"{info} is unknown; write ```{name}, or ```{{.python .input}} for a cell"
    return ""


def _nested(node: Node) -> int:
    """Return the line in a fence where another one seems to open; 0 if there is none."""
    fence = node.attrs.get("fence", "")
    for number, line in enumerate(node.content.split("\n") if fence else (), start=1):
        opens = line.startswith(fence) and line[len(fence) : len(fence) + 1] != fence[0]
        if opens and (".input" in line or (node.type == "cell" and line.strip(fence[0]))):
            return node.line + number
    return 0


def _check_cell(cell: Node, tabs: Sequence[str]) -> Iterator[Found]:
    if not cell.content.strip():
        yield Found(cell.line, "empty cell; write code into it or delete it")
    if number := _NUMBER.search(cell.attrs["info"]):
        message = f"n={number[1]} is not a number, and stock d2lbook stops there; delete it"
        yield Found(cell.line, message)
    languages = re.findall(r"(?<=\.)(?!input\b)[\w-]+", cell.attrs["info"])
    if languages and not any(name.startswith("python") for name in languages):
        message = f"code is executed as Python, not {languages[0]}; write ```{languages[0]}"
        yield Found(cell.line, message)
    if "tab.selected" in cell.content:
        for number_in_cell, line in enumerate(cell.content.split("\n"), start=1):
            if "\t" in line:
                message = "tab character in a cell with tab.selected; use spaces"
                yield Found(cell.line + number_in_cell, message, Severity.ERROR)
    if not loads_tabs(cell):
        yield from _check_syntax(cell, tabs)


def _check_syntax(cell: Node, tabs: Sequence[str]) -> Iterator[Found]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    wanted = [tab for tab in tabs if is_for(cell.tabs or tabs[:1], tab)] or [""]
    for tab in wanted:
        lines = lines_for(cell.content, tab)
        error = _syntax_error("\n".join(line for _, line in lines))
        if error is not None and lines:
            number = lines[min(error.lineno or 1, len(lines)) - 1][0]
            found[number, error.msg].append(tab)
    for (number, message), of in found.items():
        where = f" in the code of {', '.join(of)}" if len(of) < len(wanted) else ""
        yield Found(cell.line + number, f"syntax error{where}: {message}")


def _syntax_error(source: str) -> SyntaxError | None:
    """Return what is wrong with code as IPython reads it; None if nothing is."""
    if _error_of(source) is None:
        return None
    from IPython.core.inputtransformer2 import TransformerManager  # takes long

    try:
        transformed = TransformerManager().transform_cell(source)
    except SyntaxError as found:
        return found
    return _error_of(transformed)


def _error_of(source: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxError(str(error))
    return None


def check_tabs(page: Document, tabs: Sequence[str]) -> Iterator[Found]:
    """Yield unknown tabs; in a book without tabs any name is right."""
    known = [*tabs, ALL]
    for node in page.find("cell", "tab_block") if tabs else ():
        is_cell = node.type == "cell"
        for name in node.tabs:
            if name not in known:
                line = line_of_tabs(node) if is_cell else node.line
                yield Found(line, f"unknown tab {name!r};{hint(name, known)}", Severity.ERROR)
        for number, code in enumerate(node.content.split("\n") if is_cell else (), start=1):
            for message in _wrong_code(code, tabs):
                yield Found(node.line + number, message)


def _wrong_code(line: str, tabs: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with a line of code that is for some tabs."""
    for call in _CALL.finditer(line):
        names = _NAME.findall(call[1])
        if not names:
            yield f"tab.selected doesn't name a tab in this line; write them as {tabs[0]!r}"
        for name in names:
            if name not in tabs:
                yield f"tab.selected names the unknown tab {name!r};{hint(name, tabs)}"
    if _CALL.search(line) and re.search(r"\bif\b", line) and not _BRANCH.fullmatch(line):
        yield f"a line that chooses tabs holds nothing else; write if tab.selected({tabs[0]!r}):"
    if _UNNAMED.match(line):
        yield f"{line.strip()} doesn't name a tab; write it as {line.strip()} {tabs[0]}"
    named = _ALMOST.match(line)
    if named and named[1] in (*tabs, ALL) and not _EXACT.fullmatch(line.strip()):
        yield f"{line.strip()} doesn't choose tabs; write it as %%tab {tabs[0]}, {tabs[-1]}"
    mark = _AT.match(line)
    if mark and mark[1] not in _MEANT and (close := get_close_matches(mark[1], _MEANT, n=1)):
        yield f"#@{mark[1]} is unknown; did you mean #@{close[0]}?"


def check_blocks(page: Document) -> Iterator[Found]:
    """Yield blocks for some tabs that don't end, and ends that belong to none."""
    for node, after in pairwise([*page.nodes, None]):
        if node is None or node.type != "tab_block" or node.attrs["closed"]:
            continue
        if after is not None and after.type == "tab_block":
            message = ":begin_tab: is not closed before the next one; add :end_tab: above that one"
            yield Found(node.line, message, Severity.WARNING)
        else:
            yield Found(node.line, ":begin_tab: is never closed; add :end_tab:", Severity.ERROR)
    for node in page.find("tab_block"):
        for line, words in node.attrs["lost"]:
            yield Found(line, f"{words!r} is left out; put it on a line of its own")
    for node in page.find("stray_end"):
        yield Found(node.line, ":end_tab: without :begin_tab:", Severity.ERROR)
