"""What takes time grows no faster than what is read."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

PATTERNS = {
    "image without end": "![a](",
    "link without end": "[a](",
    "brackets": "[",
    "closing brackets": "]",
    "images in images": "![",
    "code span without end": "`a ``b ",
    "ticks": "``` ` `` ```` ",
    "emphasis": "*a _b ",
    "strong": "**a __b",
    "stars": "*",
    "formula without end": "$a ",
    "formulas": "$a$",
    "displayed formulas": "$$a$$\n",
    "roles": ":numref:`a` ",
    "role without end": ":numref:`",
    "citations": ":cite:`a,b`",
    "labels": "# A\n:label:`a`\n",
    "tab blocks": ":begin_tab:`jax`\n",
    "tab blocks with ends": ":begin_tab:`jax`\na\n:end_tab:\n\n",
    "comments": "<!-- a",
    "tags": "<b>",
    "divisions": "<div>\n\n",
    "attributes": "<a href='",
    "entities": "&amp;&",
    "backslashes": "\\",
    "quotes in quotes": "> ",
    "lists in lists": "- ",
    "list of many": "- a\n",
    "headings": "# a\n\n",
    "tables": "| a | b |\n",
    "bars": "|",
    "footnotes": "[^a] ",
    "definitions": "[a]: b\n",
    "struck out": "~~a ~",
    "addresses": "http://a.b/",
    "fences": "```a\n",
    "cells": "```{.python .input}\n%%tab all\nx = 1\n```\n",
    "slides": "(**[a**)] ",
    "braces": "{",
    "letters": "a",
    "words": "가나 **다**라 ",
    "lines": "a\n",
    "link without its name": "[a][",
    "link that slides begin with": "[**a**](",
    "mark and emphasis": "[**a ***]",
    "marks over paragraphs": "(**a\n\n",
    "formula over lines": "$$a\n",
    "text in a formula": "$\\text{",
    "environments": "\\begin{align}\n",
    "table without lines": "a|b\n-|-\n",
    "comment over lines": "<!-- a\n",
    "tag that no browser knows": "<pad>",
    "drawings": "a <svg> <unk> ",
    "bold after Korean": "가**a",
    "definition lists": "a\n: b\n\n",
    "defined footnotes": "[^a]: b\n\n",
}
SIZES = (10_000, 20_000, 40_000)
ENOUGH_SECONDS = 0.5


def seconds_of(folder: Path, pattern: str, size: int, command: Any, *arguments: str) -> float:
    """How long a command takes with a page of so many bytes."""
    unit = PATTERNS[pattern]
    text = unit * (size // len(unit.encode()))
    (folder / "index.md").write_text(f"# A\n\n{text}\n", "utf-8")
    began = time.process_time()
    assert command(*arguments).code in (0, 1)
    return time.process_time() - began


@pytest.mark.parametrize("pattern", PATTERNS)
def test_checking_takes_no_longer_than_in_proportion(
    pattern: str, small: Path, command: Any
) -> None:
    short, _, long = SIZES
    for _ in range(3):  # imports, or other work on the machine, may disturb one measurement
        seconds = seconds_of(small, pattern, long, command, "check", "--no-outputs")
        if seconds < ENOUGH_SECONDS:
            return
        shorter = seconds_of(small, pattern, short, command, "check", "--no-outputs")
        if seconds < 8 * shorter:
            return
    pytest.fail(f"{shorter} and {seconds} seconds")


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS)
def test_building_takes_no_longer_than_in_proportion(
    pattern: str, small: Path, command: Any
) -> None:
    targets = ("html", "ipynb", "slides")
    build = partial(seconds_of, small, pattern)
    seconds = [build(size, command, "build", *targets, "--no-eval") for size in SIZES]
    assert seconds[2] < max(4.0, 6 * seconds[0], 3 * seconds[1])


def test_a_cell_of_ten_thousand_lines_is_checked(small: Path, command: Any) -> None:
    lines = "\n".join(f"x{number} = {number}" for number in range(10_000))
    cell = f"# A\n\n```{{.python .input}}\n%%tab all\n{lines}\n```\n"
    (small / "index.md").write_text(cell)
    began = time.process_time()
    assert command("check", "--no-outputs").code == 0
    assert command("build", "ipynb", "--no-eval").code == 0
    assert time.process_time() - began < 20


@pytest.mark.slow
def test_a_page_of_ten_megabytes_is_built(small: Path, command: Any) -> None:
    paragraph = "A sentence with $x^2$, `code` and **bold**, and a [link](https://a.org/).\n\n"
    (small / "index.md").write_text(f"# A\n\n{paragraph * (10**7 // len(paragraph))}")
    assert command("build", "html", "--no-eval").code == 0
