"""Makes outputs the same for the same run: no dates, addresses, object ids or control codes."""

import re
from collections.abc import Sequence
from typing import Any

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()*+].|[0-~])")
_ERASED = re.compile(r"\r\x1b\[[02]?K|\x1b\[2K\r?")
"""What makes a line of a terminal empty."""
_CONTROLS = re.compile(r"[\0-\x07\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"(<[^<>\n]*?) at 0x[0-9a-fA-F]+>")
_SVG_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def clean_outputs(notebook: Any) -> None:
    """Clean an executed notebook in place."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        cell.outputs = cleaned(cell.outputs)


def cleaned(outputs: Sequence[Any]) -> list[Any]:
    """Return outputs without what differs between runs and what no page shows; they are changed."""
    return [_clean(output) for output in _merged(outputs)]  # a step of progress may be in each


def _clean(output: Any) -> Any:
    if output.output_type == "stream":
        output.text = plain_text(output.text)
    elif output.output_type == "error":
        output.traceback = [plain_text(line) for line in output.traceback]
    for mime, value in list(output.get("data", {}).items()):
        if mime == "image/svg+xml":
            output.data[mime] = _SVG_METADATA.sub("", value)
        elif mime == "text/plain":
            output.data[mime] = plain_text(value)
    if output.get("data", {}).get("text/plain", "").startswith("<Figure size"):
        output.data.pop("text/plain")
    return output


def plain_text(value: str) -> str:
    """Return text as a terminal shows it, without addresses of objects."""
    lines = (_ESCAPES.sub("", _ERASED.split(line)[-1]) for line in value.split("\n"))
    text = _CONTROLS.sub("", "\n".join(map(_overwritten, lines)))
    return _ADDRESS.sub(r"\1>", text)


def _overwritten(line: str) -> str:
    """Return what a terminal shows of a line in which the writing goes back, as progress does."""
    if "\r" not in line and "\b" not in line:
        return line
    shown: list[str] = []
    place = 0
    for letter in line:
        if letter in "\r\b":
            place = 0 if letter == "\r" else max(place - 1, 0)
        else:
            shown[place : place + 1] = [letter]
            place += 1
    return "".join(shown)


def _merged(outputs: Sequence[Any]) -> list[Any]:
    """Return outputs with all that is printed in a row as one."""
    merged: list[Any] = []
    for output in outputs:
        if output.output_type == "stream":
            output.name = "stdout"
        if merged and output.output_type == "stream" == merged[-1].output_type:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged
