"""Makes outputs the same for the same run: no dates, addresses, object ids or escape codes."""

import re
from typing import Any

_ESCAPES = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_ADDRESS = re.compile(r"(<[^<>\n]*?) at 0x[0-9a-fA-F]+>")
_SVG_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def clean_outputs(notebook: Any) -> None:
    """Clean an executed notebook in place."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        cell.outputs = _merged([_clean(output) for output in cell.outputs])


def _clean(output: Any) -> Any:
    if output.output_type == "stream":
        output.name = "stdout"
        output.text = _text(output.text)
    for mime, value in list(output.get("data", {}).items()):
        if mime == "image/svg+xml":
            output.data[mime] = _SVG_METADATA.sub("", value)
        elif mime == "text/plain":
            output.data[mime] = _text(value)
    if output.get("data", {}).get("text/plain", "").startswith("<Figure size"):
        output.data.pop("text/plain")
    return output


def _text(value: str) -> str:
    return _ADDRESS.sub(r"\1>", _ESCAPES.sub("", value))


def _merged(outputs: list[Any]) -> list[Any]:
    merged: list[Any] = []
    for output in outputs:
        if merged and output.output_type == "stream" == merged[-1].output_type:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged
