"""JSON Schemas of what the frozen store holds: executed notebooks, and records of trainings."""

from __future__ import annotations

_TEXT = {"type": "string", "pattern": r"^[\w .,:;()/+@'®™-]{0,300}$"}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_COUNT = {"type": "integer", "minimum": 0}
_SECONDS = {"type": "number", "minimum": 0}
_POINT = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_PAGE = {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)[^\\]+$"}
_VERSIONS = {
    "type": "object",
    "propertyNames": _TEXT,
    "required": ["python"],
    "additionalProperties": _TEXT,
}
_STARTED = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+\d:]*$"}
_RESULT = {
    "type": "object",
    "required": ["cell", "curves", "final", "parameters", "seconds_per_epoch", "steps", "device"],
    "properties": {
        "cell": _COUNT,
        "curves": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _POINT},
        },
        "final": {"type": "object", "additionalProperties": {"type": "number"}},
        "parameters": _COUNT,
        "seconds_per_epoch": _SECONDS,
        "steps": _COUNT,
        "device": _TEXT,
        "resumed": _COUNT,
        "weights": {
            "type": "object",
            "required": ["file", "sha256"],
            "properties": {
                "file": {"type": "string", "pattern": r"^[^/\\]+\.safetensors$"},
                "sha256": _DIGEST,
            },
        },
    },
}
_RECORD = {
    "type": "object",
    "required": [
        *("fingerprints", "numerics", "page", "profile", "results"),
        *("seconds_per_cell", "seed", "started", "tab", "versions"),
    ],
    "properties": {
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
    },
}
RUN = {
    "type": "object",
    "required": [
        *("page", "tab", "seed", "fingerprint", "numerics", "versions", "started", "result"),
        *("label", "profile", "outcome"),
    ],
    "additionalProperties": False,
    "properties": {
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
    },
}
_DATA = {
    "type": "object",
    "patternProperties": {
        r"^(text/|image/svg\+xml$|application/javascript$)": {"type": "string"},
        "^image/": {"type": "string"},
    },
}
_OUTPUT = {
    "type": "object",
    "required": ["output_type"],
    "oneOf": [
        {
            "properties": {"output_type": {"const": "stream"}, "text": {"type": "string"}},
            "required": ["text", "name"],
        },
        {
            "properties": {
                "output_type": {"enum": ["display_data", "execute_result"]},
                "data": _DATA,
                "metadata": {"type": "object"},
            },
            "required": ["data", "metadata"],
        },
        {
            "properties": {
                "output_type": {"const": "error"},
                "traceback": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["ename", "evalue", "traceback"],
        },
    ],
}
_CELL = {
    "type": "object",
    "required": ["cell_type", "source", "metadata"],
    "properties": {
        "cell_type": {"enum": ["code", "markdown", "raw"]},
        "source": {"type": "string"},
        "metadata": {"type": "object"},
        "outputs": {"type": "array", "items": _OUTPUT},
    },
    "if": {"properties": {"cell_type": {"const": "code"}}},
    "then": {"required": ["outputs"]},
}
NOTEBOOK = {
    "type": "object",
    "required": ["cells", "metadata", "nbformat"],
    "properties": {
        "nbformat": {"const": 4},
        "cells": {"type": "array", "items": _CELL},
        "metadata": {
            "type": "object",
            "required": ["ninbook"],
            "properties": {"ninbook": _RECORD},
        },
    },
}
