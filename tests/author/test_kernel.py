"""A real kernel of the server, run as JupyterLab runs it."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from tornado.websocket import websocket_connect

NIN = "chapter_cnn-modern/nin.md"


@pytest.fixture
def execute(server) -> Iterator:
    """Runs cells in a new kernel; returns what each wrote."""
    status, kernel = server.ask("POST", "kernels", {"name": "python3"})
    assert status == 201

    async def run(cells: list[str]) -> list[str]:
        address = server.address.replace("http", "ws")
        channels = await websocket_connect(
            f"{address}api/kernels/{kernel['id']}/channels?token={server.token}"
        )
        return [await asyncio.wait_for(answer(channels, cell), 60) for cell in cells]

    async def answer(channels, code: str) -> str:
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "session": "author",
            "username": "",
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        request = {
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "channel": "shell",
        }
        await channels.write_message(json.dumps(request))
        wrote = ""
        while True:
            message = json.loads(await channels.read_message())
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                wrote += content["text"]
            if message["msg_type"] == "error":
                wrote += f"{content['ename']}: {content['evalue']}"
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return wrote

    yield lambda *cells: asyncio.run(run(list(cells)))
    server.ask("DELETE", f"kernels/{kernel['id']}")


def test_the_first_cell_chooses_the_tab_whose_cells_run(server, execute) -> None:
    cells = [c for c in server.open(NIN)["content"]["cells"] if c["cell_type"] == "code"]
    _, chosen, jax, torch, everywhere = execute(
        cells[0]["source"],
        "tab.select_tab('jax')",  # what its menu calls
        "%%tab jax\nprint('ran')",
        "%%tab pytorch\nprint('ran')",
        "%%tab all\nprint('ran')",
    )
    assert 'Selected tab "jax"' in chosen
    assert (jax, everywhere) == ("ran\n", "ran\n")
    assert torch == 'Ignored to run as it is not marked as a "jax" cell.'


def test_the_kernel_has_the_runtimes_mends(execute) -> None:
    (loaded,) = execute("print('ninbook.runtime' in get_ipython().extension_manager.loaded)")
    assert loaded == "True\n"


def test_jupyter_warns_of_nothing_of_its_own(server, execute) -> None:
    execute("1")
    said = server.log.read_text()
    assert "encryption" not in said
    assert "ping_timeout" not in said


def test_what_is_open_is_kept_with_the_book(server) -> None:
    name = "some"
    request = Request(
        f"{server.address}lab/api/workspaces/{name}",
        data=json.dumps({"data": {}, "metadata": {"id": name}}).encode(),
        method="PUT",
        headers={"Authorization": f"token {server.token}"},
    )
    with urlopen(request, timeout=30):
        pass
    assert list((server.folder / "build" / "lab" / "workspaces").glob(f"{name}*"))
