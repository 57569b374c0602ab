"""Frozen outputs hold nothing that changes from run to run."""

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from ninbook.execute.clean import clean_outputs

RED = "\x1b[31mred\x1b[0m"
FIGURE = "<svg>\n<metadata>1</metadata><g/></svg>"


def cleaned(*outputs: Any) -> list[Any]:
    dates = {"execution": {"iopub.status.busy": "2026-01-01"}}
    cell = new_code_cell("f()", outputs=list(outputs), metadata=dates)
    notebook = new_notebook(cells=[cell])
    clean_outputs(notebook)
    (cell,) = notebook.cells
    assert "execution" not in cell.metadata
    return list(cell.outputs)


def test_streams_are_one_text_without_colours_and_addresses() -> None:
    (output,) = cleaned(
        new_output("stream", name="stderr", text=f"{RED} <a.B object at 0x7f00> "),
        new_output("stream", name="stdout", text="2 < 3 at 0x10 > 1\n"),
    )
    assert (output.name, output.text) == ("stdout", "red <a.B object> 2 < 3 at 0x10 > 1\n")


def test_steps_of_progress_in_outputs_of_their_own_are_one_line() -> None:
    steps = (new_output("stream", name="stderr", text=text) for text in ("\r10%", "\r50%", "\r"))
    (output,) = cleaned(*steps)
    assert output.text == "50%"


def test_streams_with_something_between_stay_apart() -> None:
    data = {"image/svg+xml": FIGURE, "text/plain": "<Figure size 1x1>"}
    first, second, third = cleaned(
        new_output("stream", text="a"),
        new_output("display_data", data=data),
        new_output("stream", text="b"),
    )
    assert (first.text, third.text) == ("a", "b")
    assert second.data == {"image/svg+xml": "<svg><g/></svg>"}


def test_results_lose_their_addresses_and_other_kinds_stay() -> None:
    html = "<b>at 0x7f00></b>"
    data = {"text/plain": "<a.B at 0x7f00>", "text/html": html}
    (output,) = cleaned(new_output("execute_result", data=data, execution_count=1))
    assert output.data == {"text/plain": "<a.B>", "text/html": html}


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("10%\r50%\r100%\ndone\r\n", "100%\ndone\n"),
        ("Get 10 %\r\x1b[KDone\n\x1b[2K\rEnd", "Done\nEnd"),
        ("loss: 2.31\b\b\b\b1.10", "loss: 1.10"),
        (
            "\x1b[?25l\x1b[1;31mred\x1b[K\x1b(B \x1b]8;;https://a.b\x07link\x1b]8;;\x1b\\",
            "red link",
        ),
        ("a\0b\x07c\tд\n", "abc\tд\n"),
    ],
)
def test_text_is_what_a_terminal_shows(printed: str, shown: str) -> None:
    (output,) = cleaned(new_output("stream", text=printed))
    assert output.text == shown


def test_errors_have_no_colours() -> None:
    (output,) = cleaned(new_output("error", ename="E", evalue="e", traceback=[RED, "line"]))
    assert output.traceback == ["red", "line"]
