"""Requests that no JupyterLab would send get an answer that says so, and change nothing."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

NIN = "chapter_cnn-modern/nin.md"


def ask(server: Any, method: str, path: str, body: str | None = None) -> int:
    """Sends a request as it is; returns the status."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=8)
    try:
        connection.request(
            method, f"/{path}", body, headers={"Authorization": f"token {server.token}"}
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


LONG = "a" * 300
PATHS = [
    "%00",
    "%00.md",
    "chapter_cnn-modern/%00.md",
    "a%00b/c.md",
    f"{LONG}.md",
    f"{LONG}/a.md",
    "/".join(["a" * 200] * 30) + ".md",
    quote("가" * 100) + ".md",
    "..%2F..%2Fetc%2Fpasswd",
    "../../etc/passwd",
    "%FF%FE.md",
    "nothing.md",
    "nothing/at/all.md",
    f"{NIN}/a.md",
]


@pytest.mark.parametrize("place", ["api/contents", "files", "lab/tree", "api/contents/checkpoint"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_nothing_is_not_found(server: Any, path: str, method: str, place: str) -> None:
    address = f"api/contents/{path}/checkpoints" if "checkpoint" in place else f"{place}/{path}"
    assert 200 <= ask(server, method, address) < 500


def notebook(*cells: object, **more: object) -> dict[str, Any]:
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, **more}
    return {"type": "notebook", "content": content}


MODELS = [
    None,
    [],
    {},
    {"type": "notebook"},
    *({"type": "notebook", "content": content} for content in (None, [], "text", {})),
    {"type": "notebook", "content": {"cells": None}},
    {"type": "notebook", "content": {"cells": [1]}},
    notebook({}),
    notebook({"cell_type": "code", "source": 5, "metadata": {}, "outputs": []}, nbformat_minor=5),
    notebook({"cell_type": "code", "source": "", "metadata": {}}, nbformat_minor=5),
    notebook({"cell_type": "odd", "source": "", "metadata": {}}, nbformat_minor=5),
    {"type": "file"},
    {"type": "file", "content": 5, "format": "text"},
    {"type": "file", "content": "x", "format": "odd"},
    {"type": "file", "content": "§", "format": "base64"},
    {"type": "odd", "content": ""},
    {"type": "directory"},
    {"type": 5, "content": ""},
]
BODIES = ["", "{", *map(json.dumps, MODELS), "[" * 100_000, "\0"]


@pytest.mark.parametrize("body", BODIES)
def test_a_malformed_save_is_refused_and_changes_nothing(server: Any, body: str) -> None:
    file = server.folder / NIN
    before = file.read_bytes()
    assert 400 <= ask(server, "PUT", f"api/contents/{NIN}", body) < 500
    assert file.read_bytes() == before


@pytest.mark.parametrize("path", PATHS[:8])
@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_nothing_is_made_of_a_path_that_no_file_can_have(
    server: Any, method: str, path: str
) -> None:
    body = json.dumps({"type": "file", "format": "text", "content": "x", "path": "b\0.md"})
    assert 400 <= ask(server, method, f"api/contents/{path}", body) < 500
