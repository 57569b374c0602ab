"""A real Jupyter server in the environment, over a copy of the book."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.projects import copy_chapter


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        address: its address, with a slash at the end.
        token: what its address is opened with.
        folder: the book that it serves.
        log: what it and its kernels said.
    """

    address: str
    token: str
    folder: Path
    log: Path

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Sends a request; returns status and answer."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(
            f"{self.address}api/{path}",
            data=data,
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        try:
            with urlopen(request, timeout=30) as answer:
                content = answer.read()
                return answer.status, json.loads(content) if content else None
        except HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def open(self, page: str, query: str = "") -> Any:
        """Returns the model of a page."""
        status, model = self.ask("GET", f"contents/{quote(page)}{query}")
        assert status == 200, model
        return model

    def save(self, page: str, model: Any) -> tuple[int, Any]:
        """Saves a page."""
        return self.ask("PUT", f"contents/{quote(page)}", model)


def _wait_for(server: Server) -> None:
    # The address is printed a moment before the server answers there.
    deadline = time.monotonic() + 30
    while True:
        try:
            server.ask("GET", "status")
        except URLError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that `d2lbook lab` starts, with the chapter."""
    pytest.importorskip("jupyterlab")
    home = tmp_path_factory.mktemp("home")
    folder = copy_chapter(tmp_path_factory.mktemp("author") / "book")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("NINBOOK", "JUPYTER"))}
    log = home / "log"
    with (
        log.open("w") as stderr,  # a pipe that nobody reads would stop the server when it is full
        subprocess.Popen(
            [sys.executable, "-m", "ninbook", "lab", "--no-browser"],
            cwd=folder,
            env={**environment, "HOME": str(home)},
            stderr=stderr,
            stdout=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        address = re.compile(r"(http://127\.0\.0\.1:\d+/)lab\?token=(\w+)")
        while not (found := address.search(log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        started = Server(found[1], found[2], folder, log)
        _wait_for(started)
        yield started
        assert process.poll() is None, log.read_text()
        process.send_signal(signal.SIGINT)  # asks nothing
        try:
            out, _ = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        assert (process.returncode, out) == (0, "stopped\n")
