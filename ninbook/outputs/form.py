"""What a frozen execution looks like: a notebook with a record of what it was executed from.

A digest says that a file is as it was frozen, not that it was frozen by this program.
"""

import base64
import json
import math
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import jsonschema
import nbformat

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
"""Types of pictures in base64, with suffixes of files."""
_KNOWN = {
    *("text/plain", "text/html", "text/markdown", "text/latex", "application/json"),
    *("application/javascript", "image/svg+xml", *PICTURES),
}
_LONGEST = 200
_NUMBERS = {"F16", "F32", "F64", "I32", "I64"}
_MOST_PIXELS = 50_000_000
_LARGEST = 2**53
"""Beyond the whole numbers that formats of numbers take."""


def _object(properties: Mapping[str, Any], optional: Collection[str] = ()) -> dict[str, Any]:
    """Return the schema of an object with these properties and maybe others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


LABEL = r"[^<>|`\\\[\]\x00-\x1f\x7f]*"
"""Labels of runs, which stand in tables."""
_TEXT = {"type": "string", "pattern": r"^[\w .,:;()/+@'®™-]{0,300}\Z"}
_DIGEST = {"type": "string", "pattern": r"^[0-9a-f]{64}\Z"}
_COUNT = {"type": "count"}
_SECONDS = {"type": "finite number", "minimum": 0}
_CURVE = {"type": "array", "items": {"type": "point"}}
_PAGE = {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)[^\\]+$"}
_VERSIONS = {
    "type": "object",
    "propertyNames": _TEXT,
    "required": ["python"],
    "additionalProperties": _TEXT,
}
_STARTED = {"type": "time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*\Z"}
_WEIGHTS = {"file": {"type": "string", "pattern": r"^[^/\\]+\.safetensors$"}, "sha256": _DIGEST}
_RESULT = _object(
    {
        "cell": _COUNT,
        "curves": {"type": "object", "additionalProperties": _CURVE},
        "final": {"type": "object", "additionalProperties": {"type": "number"}},
        "parameters": _COUNT,
        "seconds_per_epoch": _SECONDS,
        "epochs": _COUNT,
        "steps": _COUNT,
        "train_batches": _COUNT,
        "device": _TEXT,
        "resumed": _COUNT,
        "weights": _object(_WEIGHTS),
    },
    optional=("resumed", "weights"),
)
_ORIGIN = {
    "page": _PAGE,
    "tab": {"type": ["string", "null"], "pattern": r"^[\w.+-]+$"},
    "seed": _COUNT,
    "numerics": _COUNT,
    "versions": _VERSIONS,
    "started": _STARTED,
}
_RECORD = _object(
    {
        **_ORIGIN,
        "fingerprints": {"type": "array", "items": _DIGEST},
        "profile": {"enum": ["full", "quick"]},
        "results": {"type": "array", "items": _RESULT},
        "seconds_per_cell": {"type": "array", "items": _SECONDS},
    }
)
_RUN = _object(
    {
        **_ORIGIN,
        "fingerprint": _DIGEST,
        "result": {**_RESULT, "required": ["cell", "curves", "final", "device"]},
        "label": {"type": "string", "pattern": rf"^{LABEL}\Z"},
        "profile": {"const": "full"},
        "outcome": {"type": "object"},
    }
) | {"additionalProperties": False}


def _is_number(_: Any, value: Any) -> bool:
    return type(value) is float or (type(value) is int and abs(value) < _LARGEST)


def _is_finite(_: Any, value: Any) -> bool:
    return _is_number(_, value) and math.isfinite(value)


def _is_point(_: Any, value: Any) -> bool:
    """Tell whether a value is an epoch, and what was measured then, which may be no number."""
    is_pair = isinstance(value, list) and len(value) == 2
    return is_pair and _is_finite(_, value[0]) and _is_number(_, value[1])


def _is_time(_: Any, value: Any) -> bool:
    try:
        datetime.fromisoformat(value).timestamp()
    except (TypeError, ValueError, OverflowError):
        return False
    return True


@cache
def _validator() -> Any:
    """Return the class that compares a value with a schema, which may name types of our own."""
    base = jsonschema.Draft202012Validator
    types = {
        "number": _is_number,
        "finite number": _is_finite,
        "point": _is_point,
        "count": lambda _, value: type(value) is int and 0 <= value < _LARGEST,
        "time": _is_time,
    }
    checker = base.TYPE_CHECKER.redefine_many(types)
    return jsonschema.validators.extend(base, type_checker=checker)


class FormError(ValueError):
    """A file is no frozen execution, whatever its digest; the message says why."""


def read_run(content: bytes) -> dict[str, Any]:
    """Read the record of a training that is kept without its notebook.

    Raises:
        FormError: it is none.
    """
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FormError(f"it is not the record of a training run ({_short(str(error))})") from error
    _check(entries, _validator()(_RUN), "record of a training run")
    return dict(entries)


def _check(value: Any, validator: Any, name: str) -> None:
    wrong = next(validator.iter_errors(value), None)
    if wrong is not None:
        place = "/".join(map(str, wrong.absolute_path)) or "all of it"
        raise FormError(f"it is not a {name}: {place}: {_short(wrong.message)}")


def read_execution(content: bytes) -> Any:
    """Read a frozen notebook, whose metadata ``ninbook`` is its record.

    Raises:
        FormError: it is no frozen notebook.
    """
    try:
        notebook = nbformat.v4.reads_json(content.decode("utf-8"))
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise FormError(f"it is not a notebook ({_short(str(error))})") from error
    _check(notebook, nbformat.validator.get_validator(4, name="jsonschema"), "notebook")
    record = notebook.metadata.get("ninbook")
    _check(record, _validator()(_RECORD), "frozen execution")
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    if cells != len(record["fingerprints"]):
        count = len(record["fingerprints"])
        raise FormError(f"it has {cells} code cells, but {count} fingerprints")
    if any(result["cell"] >= cells for result in record["results"]):
        raise FormError(f"it trained in a cell behind its {cells} code cells")
    for _, data in data_of(notebook):
        for mime in PICTURES:
            _check_coding(data.get(mime, ""), mime)
    return notebook


def data_of(notebook: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what each output holds, by MIME types, with its cell's number, counted from 1."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            yield number, output.get("data", {})


def _check_coding(text: str, mime: str) -> None:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise FormError(f"a picture isn't coded as {mime} is ({error})") from error


def check_pictures(notebook: Any) -> None:
    """Make sure that every picture of a notebook can be drawn.

    Raises:
        FormError: one can't.
    """
    for number, data in data_of(notebook):
        for mime in sorted(data.keys() & {*PICTURES, "image/svg+xml"}):
            try:
                _draw(mime, data[mime])
            except Exception as error:  # of which decoders raise many kinds
                reason = _short(f"cell {number}: its {mime} can't be drawn: {error}")
                raise FormError(reason) from error


def _draw(mime: str, value: str) -> None:
    if mime == "image/svg+xml":
        if ElementTree.fromstring(value).tag != "{http://www.w3.org/2000/svg}svg":
            raise ValueError("it is other XML")
        return
    from PIL import Image

    with Image.open(BytesIO(base64.b64decode(value)), formats=[mime.rpartition("/")[2]]) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError(f"it has {picture.width} x {picture.height} pixels")
        picture.load()


def leave_out_unknown(notebook: Any) -> list[str]:
    """Remove outputs of MIME types that no target shows.

    Returns:
        What was left out, such as "cell 3: application/x left out"; cells are counted from 1.
    """
    done = []
    for number, data in data_of(notebook):
        for mime in [mime for mime in data if mime not in _KNOWN]:
            del data[mime]
            done.append(f"cell {number}: {mime} left out")
    return done


def check_weights(content: bytes) -> None:
    """Check that trained weights are what they should be.

    Raises:
        FormError: it is no such file, or its header describes something else than it holds.
    """
    from safetensors import SafetensorError, deserialize

    try:
        arrays = dict(deserialize(content))  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise FormError(f"the weights are not a safetensors file ({_short(str(error))})") from error
    strange = {array["dtype"] for array in arrays.values()} - _NUMBERS
    if strange or not arrays:
        raise FormError(f"the weights hold {', '.join(sorted(strange)) or 'nothing'}, not numbers")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
