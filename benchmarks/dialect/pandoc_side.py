"""A page as pandoc reads it, in lines that can be compared with those of the model."""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pypandoc
from d2lbook import notebook, rst
from d2lbook.slides import remove_slide_marks
from lines import Lines, code, inline, one_line, without_comments

_READER = """
for line in io.lines() do
  local question = pandoc.json.decode(line)
  print(pandoc.write(pandoc.read(question[2], question[1]), 'json'))
end
"""
"""What pandoc runs: one process answers all questions, a line of JSON each."""

_TAB_MARK = re.compile(r":(begin|end)_tab:.*\n?")
_ROLE_NAME = re.compile(r":([-/\\.\w]+):$")
_NAMES = {
    "Emph": "em",
    "Strong": "strong",
    "Strikeout": "strike",
    "Superscript": "sup",
    "Subscript": "sub",
    "SmallCaps": "small",
    "Underline": "underline",
}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


def text_cells(page: str) -> list[str | None]:
    """Return the texts that d2lbook gives to pandoc for a page of all tabs; None for code cells.

    Raises:
        Exception: d2lbook can't read the page.
    """
    book = notebook.split_markdown_cell(notebook.read_markdown(page))
    prepared = rst._process_nb(remove_slide_marks(book))
    return [
        _TAB_MARK.sub("", cell.source) if cell.cell_type == "markdown" else None
        for cell in prepared.cells
        if cell.source.strip()
    ]


def read_all(questions: Iterable[tuple[str, str]]) -> Iterator[list[dict[str, Any]]]:
    """Yield pandoc's blocks for each pair of a format and a text."""
    with tempfile.TemporaryDirectory() as folder:
        script, asked = Path(folder, "read.lua"), Path(folder, "questions")
        script.write_text(_READER, encoding="utf-8")
        asked.write_text("".join(json.dumps(q) + "\n" for q in questions), encoding="utf-8")
        with asked.open("rb") as stream:
            answers = subprocess.run(
                [pypandoc.get_pandoc_path(), "lua", str(script)],
                stdin=stream,
                capture_output=True,
                check=True,
            ).stdout
    for answer in answers.decode().splitlines():
        yield json.loads(answer)["blocks"]


def lines_of(cells: Sequence[Sequence[dict[str, Any]] | None]) -> Lines:
    """Return the lines of a page.

    Args:
        cells: pandoc's blocks of each text; None for a code cell.
    """
    lines = Lines()
    for blocks in cells:
        if blocks is None:
            lines.add("cell")
        else:
            _blocks(lines, blocks)
    return lines


def _blocks(lines: Lines, blocks: Sequence[dict[str, Any]]) -> None:
    for block in blocks:
        _BLOCKS.get(block["t"], _unknown)(lines, block.get("c"))


def _unknown(lines: Lines, content: Any) -> None:
    lines.add(f"unknown {json.dumps(content, ensure_ascii=False)}")


def _paragraph(lines: Lines, content: Any) -> None:
    lines.paragraph(_inlines(content))


def _heading(lines: Lines, content: Any) -> None:
    level, attributes, inlines = content
    lines.block(f"heading {level}", _inlines(inlines) + _attributes(attributes, heading=True))


def _code(lines: Lines, content: Any) -> None:
    (_, classes, _), text = content
    lines.add(code(" ".join(classes), text))


def _list(name: str) -> Any:
    def write(lines: Lines, content: Any) -> None:
        start = ""
        if name == "ordered":
            (number, style, _), content = content
            style = style["t"]
            start = f" {number}" + ("" if style in ("Decimal", "DefaultStyle") else f" {style}")
        with lines.inside(f"{name}{start}"):
            for item in content:
                with lines.inside("item"):
                    _blocks(lines, item)

    return write


def _definitions(lines: Lines, content: Any) -> None:
    with lines.inside("definitions"):
        for term, definitions in content:
            lines.block("term", _inlines(term))
            for definition in definitions:
                with lines.inside("definition"):
                    _blocks(lines, definition)


def _quote(lines: Lines, content: Any) -> None:
    with lines.inside("quote"):
        _blocks(lines, content)


def _figure(lines: Lines, content: Any) -> None:
    _blocks(lines, content[2])


def _div(lines: Lines, content: Any) -> None:
    with lines.inside("div" + _attributes(content[0])):
        _blocks(lines, content[1])


def _line_block(lines: Lines, content: Any) -> None:
    with lines.inside("line block"):
        for line in content:
            lines.paragraph(_inlines(line))


def _table(lines: Lines, content: Any) -> None:
    _, (_, caption), columns, (_, head), bodies, _ = content
    aligns = [column[0]["t"].removeprefix("Align").lower() for column in columns]
    rows = [*head, *(row for body in bodies for row in body[3])]
    cells = [[" ".join(_flat(cell[4])) for cell in row[1]] for row in rows]
    text = "".join(_inlines(block["c"]) for block in caption)
    lines.table(text, aligns, cells)


def _flat(blocks: Sequence[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if block["t"] in ("Para", "Plain"):
            yield _inlines(block["c"])
        else:
            lines = Lines()
            _blocks(lines, [block])
            yield one_line(" ".join(lines.texts))


_BLOCKS: dict[str, Any] = {
    "Para": _paragraph,
    "Plain": _paragraph,
    "Header": _heading,
    "CodeBlock": _code,
    "BulletList": _list("bullets"),
    "OrderedList": _list("ordered"),
    "DefinitionList": _definitions,
    "BlockQuote": _quote,
    "Figure": _figure,
    "Div": _div,
    "LineBlock": _line_block,
    "Table": _table,
    "HorizontalRule": lambda lines, _: lines.add("rule"),
    "RawBlock": lambda lines, content: (
        lines.html(content[1])
        if content[0] == "html"
        else lines.add(inline(f"raw {content[0]}", one_line(content[1])))
    ),
}


def _attributes(attributes: Any, heading: bool = False) -> str:
    """Return attributes that an author wrote; those that pandoc makes are left out."""
    name, classes, pairs = attributes
    given = [*classes, *(f"{key}={value}" for key, value in pairs)]
    if name and not heading:
        given.insert(0, f"#{name}")
    return inline("attributes", " ".join(given)) if given else ""


def _inlines(inlines: Sequence[dict[str, Any]]) -> str:
    parts: list[str] = []
    for node in inlines:
        kind, content = node["t"], node.get("c")
        if kind == "Code":
            found = _ROLE_NAME.search(parts[-1]) if parts else None
            if found:
                parts[-1] = parts[-1][: found.start()]
                parts.append(inline(f"role {found[1]}", content[1]))
            else:
                parts.append(inline("code", content[1]) + _attributes(content[0]))
        elif kind in ("Str", "Space", "SoftBreak", "LineBreak"):
            text = {"Str": content, "LineBreak": "⟦break⟧"}.get(kind, " ")
            if parts and not parts[-1].endswith("⟧"):
                parts[-1] += text
            else:
                parts.append(text)
        elif kind in _NAMES:
            parts.append(inline(_NAMES[kind], _inlines(content)))
        else:
            parts.append(_inline(kind, content))
    return "".join(parts)


def _inline(kind: str, content: Any) -> str:
    if kind == "Math":
        return inline("display" if content[0]["t"] == "DisplayMath" else "math", content[1])
    if kind == "Quoted":
        opening, closing = _QUOTES[content[0]["t"]]
        return opening + _inlines(content[1]) + closing
    if kind in ("Link", "Image"):
        attributes, inlines, (address, title) = content
        given = "" if "uri" in attributes[1] else _attributes(attributes)
        title = f' "{title}"' if title else ""
        return inline(f"{kind.lower()} {unquote(address)}{title}", _inlines(inlines)) + given
    if kind == "Cite":
        return inline("citation", _inlines(content[1]))
    if kind == "Span":
        return inline("span", _inlines(content[1])) + _attributes(content[0])
    if kind == "RawInline":
        if content[0] == "html":
            return inline("html", content[1]) if without_comments(content[1]) else ""
        return inline(f"raw {content[0]}", content[1])
    if kind == "Note":
        return inline("note", " ".join(_flat(content)))
    return inline(f"unknown {kind}", json.dumps(content, ensure_ascii=False))
