"""JSON Schemas of what the frozen store holds: records of executions, and of trainings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def _object(properties: Mapping[str, Any], optional: Collection[str] = ()) -> dict[str, Any]:
    """Return the schema of an object with these properties and maybe others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


_TEXT = {"type": "string", "pattern": r"^[\w .,:;()/+@'®™-]{0,300}$"}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_COUNT = {"type": "integer", "minimum": 0}
_SECONDS = {"type": "number", "minimum": 0}
_POINT = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_CURVE = {"type": "array", "items": _POINT}
_PAGE = {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)[^\\]+$"}
_VERSIONS = {
    "type": "object",
    "propertyNames": _TEXT,
    "required": ["python"],
    "additionalProperties": _TEXT,
}
_STARTED = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*$"}
_WEIGHTS = {"file": {"type": "string", "pattern": r"^[^/\\]+\.safetensors$"}, "sha256": _DIGEST}
_RESULT = _object(
    {
        "cell": _COUNT,
        "curves": {"type": "object", "additionalProperties": _CURVE},
        "final": {"type": "object", "additionalProperties": {"type": "number"}},
        "parameters": _COUNT,
        "seconds_per_epoch": _SECONDS,
        "steps": _COUNT,
        "device": _TEXT,
        "resumed": _COUNT,
        "weights": _object(_WEIGHTS),
    },
    optional=("resumed", "weights"),
)
RECORD = _object(
    {
        "fingerprints": {"type": "array", "items": _DIGEST},
        "numerics": _COUNT,
        "page": _PAGE,
        "profile": {"enum": ["full", "quick"]},
        "results": {"type": "array", "items": _RESULT},
        "seconds_per_cell": {"type": "array", "items": _SECONDS},
        "seed": _COUNT,
        "started": _STARTED,
        "tab": {"type": ["string", "null"]},
        "versions": _VERSIONS,
    }
)
RUN = _object(
    {
        "page": _PAGE,
        "tab": {"type": ["string", "null"], "pattern": r"^[\w.+-]+$"},
        "seed": _COUNT,
        "fingerprint": _DIGEST,
        "numerics": _COUNT,
        "versions": _VERSIONS,
        "started": _STARTED,
        "result": {**_RESULT, "required": ["cell", "curves", "final", "device"]},
        "label": {"type": "string", "pattern": r"^[^<>|`\\\[\]\n]*$"},
        "profile": {"const": "full"},
        "outcome": {"type": "object"},
    }
) | {"additionalProperties": False}
