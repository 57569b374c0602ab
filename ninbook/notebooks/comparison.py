"""The cell that prints what a reader's own training run ended with beside the book's."""

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment

from ninbook.notebooks.setup_cells import FOLDED
from ninbook.pages.notebook_cells import code_cell
from ninbook.words.words import words_in, words_of

_CELL = Path(__file__).with_name("comparison_cell.jinja")


def comparison_cell(run: Mapping[str, Any], codes: Sequence[str], language: str) -> Any | None:
    """Make the cell that compares the last training run above it with the book's.

    Args:
        run: the book's run, as `ninbook.directives.results` gives it to its table.
        codes: the code of the cells above. If no variable holds the model that it trains, there is
            no cell.
        language: as in BCP 47.
    """
    model = next(filter(None, map(_trained, reversed(codes))), None)
    if model is None:
        return None
    words, names = words_in("notebooks", language), words_of(language)
    rows = [
        ["", words["your_run"], names.book_run],
        [":--", "--:", "--:"],
        [words["steps"], "{epochs} × {batches}", f"{run['epochs']} × {run['batches']}"],
    ]
    for name, value in run["final"].items():
        rows.append([getattr(names, name), f"{{{name}:.3f}}", f"{value:.3f}"])
    if len(seeds := run["seeds"]) > 1:
        rows[0].append(words["all_seeds"].format(count=len(seeds)))
        rows[1].append("--:")
        rows[2].append("")
        for row, name in zip(rows[3:], run["final"], strict=True):
            ends = [final[name] for final in seeds if name in final]
            row.append(f"{min(ends):.3f}–{max(ends):.3f}")
    source = (
        Environment()
        .from_string(_CELL.read_text(encoding="utf-8"))
        .render(
            title=words["comparison"],
            model=model,
            table="\n".join(f"| {' | '.join(row)} |" for row in rows),
            nothing=repr(words["nothing_trained"]),
        )
    )
    return code_cell(source, metadata=FOLDED)


def _trained(code: str) -> str | None:
    """Return the variable that the last ``fit`` of a cell trains, None if it has no such call."""
    try:
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    except SyntaxError:  # it begins with a magic command
        return None
    models = [
        (call.lineno, call.args[0].id)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "fit"
        and call.args
        and isinstance(call.args[0], ast.Name)
    ]
    return max(models)[1] if models else None
