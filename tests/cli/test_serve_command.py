import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.cli.conftest import Command
from tests.projects import write_book


@contextmanager
def preview(folder: Path) -> Iterator[str]:
    """Previews a book; yields the address."""
    with subprocess.Popen(
        [sys.executable, "-m", "ninbook", "serve", "--port", "0"],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        text=True,
        # Background jobs of a shell ignore Ctrl-C, and so would what they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        try:
            assert process.stdout
            for line in process.stdout:
                if found := re.search(r"serving on (http://127\.0\.0\.1:\d+)/", line):
                    yield found[1]
                    break
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()


@pytest.fixture
def address(book_folder: Path) -> Iterator[str]:
    """A preview of the small book, which the test changes."""
    with preview(book_folder) as address:
        yield address


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A preview of the small book as it is."""
    with preview(write_book(tmp_path_factory.mktemp("preview") / "book")) as address:
        yield address


def read(address: str) -> tuple[int, str, str]:
    """Status, type and text of an answer."""
    try:
        with urlopen(address, timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def test_pages_are_served_with_what_makes_them_live(unchanged: str) -> None:
    for path in ("/", "/chapter/page.html"):
        status, _, html = read(unchanged + path)
        assert status == 200
        assert '<script src="/_preview.js"></script>' in html
    # The pages' policy allows no script in the page that isn't theirs.
    assert html.count("<script>") == 1
    status, kind, script = read(f"{unchanged}/_preview.js")
    assert (status, kind) == (200, "text/javascript; charset=utf-8")
    assert "EventSource" in script


def test_addresses_of_nothing_get_a_page_that_leads_on(unchanged: str) -> None:
    status, _, html = read(f"{unchanged}/a/b/c.html")
    assert status == 404
    assert "Page not found" in html
    assert 'href="/index.html"' in html
    assert read(f"{unchanged}/../config.ini")[0] == 404


def wait_for(address: str, wanted: Callable[[str], bool], touch: Callable[[], object]) -> str:
    """Waits until the first page is as it should be.

    It touches what is watched again and again, since files are watched only after they are served.
    """
    deadline = time.monotonic() + 30
    while not wanted(html := read(address)[2]):
        assert time.monotonic() < deadline, html
        touch()
        time.sleep(0.5)
    return html


def test_problems_stand_on_the_page(address: str, book_folder: Path) -> None:
    page = book_folder / "chapter" / "page.md"
    broken = f"{page.read_text()}\n:cite:`No<Key`\n"
    html = wait_for(address, lambda html: "No&lt;Key" in html, lambda: page.write_text(broken))
    assert '<pre role="alert" id="preview-problems">' in html
    assert "No<Key" not in html
    assert read(f"{address}/_preview.css")[1] == "text/css; charset=utf-8"


def test_it_outlives_a_configuration_that_is_broken_for_a_moment(
    address: str, book_folder: Path
) -> None:
    config = book_folder / "config.ini"
    whole = config.read_bytes()
    for broken in (b"\xff", whole.replace(b"[build]", b"[buil"), whole.replace(b" = ", b" = ,")):
        html = wait_for(
            address,
            lambda html: "preview-problems" in html and "config.ini" in html,
            lambda broken=broken: config.write_bytes(broken),
        )
        assert "Two pages and what they cite." in html
        wait_for(
            address, lambda html: "preview-problems" not in html, lambda: config.write_bytes(whole)
        )


def test_it_outlives_a_page_that_vanishes(address: str, book_folder: Path) -> None:
    page = book_folder / "chapter" / "page.md"
    kept = page.read_bytes()
    wait_for(address, lambda html: "preview-problems" in html, lambda: page.unlink(missing_ok=True))
    wait_for(address, lambda html: "preview-problems" not in html, lambda: page.write_bytes(kept))


def test_files_in_other_encodings_are_served(address: str, book_folder: Path) -> None:
    (book_folder / "build" / "html" / "old.html").write_bytes(b"<body>caf\xe9")
    with urlopen(f"{address}/old.html") as answer:
        assert b"caf\xe9" in answer.read()


def test_odd_requests_get_an_answer(unchanged: str) -> None:
    connection = http.client.HTTPConnection(unchanged.removeprefix("http://"), timeout=20)
    long = "a" * 5000
    for method, path, expected in (
        ("GET", "/%00", 404),
        ("GET", "/a%00/b.html", 404),
        ("GET", f"/{long}", 404),
        ("GET", f"/{'/'.join(['b' * 200] * 25)}.html", 404),
        ("GET", "/%FF", 400),
        ("GET", "/..%2f..%2fconfig.ini", 404),
        ("HEAD", "/", 200),
        ("HEAD", "/%00", 404),
        ("HEAD", "/_preview.js", 200),
        ("PUT", "/", 405),
        ("POST", "/index.html", 405),
    ):
        connection.request(method, path)
        answer = connection.getresponse()
        assert answer.status == expected, (method, path[:40])
        assert bool(answer.read()) == (method != "HEAD")


@pytest.mark.parametrize(
    ("port", "reason"),
    [
        ("99999", "it must be 0 to 65535"),
        ("-1", "it must be 0 to 65535"),
        ("", "Address already in use"),
    ],
)
def test_a_port_that_cannot_be(port: str, reason: str, book_folder: Path, command: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = port or str(taken.getsockname()[1])
        code, _, err = command("serve", f"--port={port}")
    assert code == 1
    assert err == f"d2lbook: port {port} can't be used ({reason}); choose another with --port\n"


def test_other_trouble_is_not_said_to_be_the_port(address: str, book_folder: Path) -> None:
    shutil.rmtree(book_folder / "build")
    (book_folder / "build").write_text("no folder")
    page = book_folder / "index.md"
    wanted = "build/cache: a file is in the place of a folder; move it away"
    wait_for(
        address,
        lambda html: "preview-problems" in html and wanted in html,
        lambda: page.write_text(page.read_text() + "\nMore.\n"),
    )
    assert read(address)[0] == 404
