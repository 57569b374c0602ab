from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest


@pytest.fixture
def address(book_folder: Path) -> Iterator[str]:
    """A preview of the small book."""
    with subprocess.Popen(
        [sys.executable, "-m", "ninbook", "serve", "--port", "0"],
        cwd=book_folder,
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


def read(address: str) -> tuple[int, str, str]:
    """Status, type and text of an answer."""
    try:
        with urlopen(address, timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def test_pages_are_served_with_what_makes_them_live(address: str) -> None:
    for path in ("/", "/chapter/page.html"):
        status, _, html = read(address + path)
        assert status == 200
        assert '<script src="/_preview.js"></script>' in html
    # The pages' policy allows no script in the page that isn't theirs.
    assert html.count("<script>") == 1
    status, kind, script = read(f"{address}/_preview.js")
    assert (status, kind) == (200, "text/javascript; charset=utf-8")
    assert "EventSource" in script


def test_addresses_of_nothing_get_a_page_that_leads_on(address: str) -> None:
    status, _, html = read(f"{address}/a/b/c.html")
    assert status == 404
    assert "Page not found" in html
    assert 'href="/index.html"' in html
    assert read(f"{address}/../config.ini")[0] == 404


def test_problems_stand_on_the_page(address: str, book_folder: Path) -> None:
    page = book_folder / "chapter" / "page.md"
    broken = f"{page.read_text()}\n:cite:`NoSuchKey`\n"
    deadline = time.monotonic() + 30
    while "NoSuchKey" not in (html := read(address)[2]):
        assert time.monotonic() < deadline
        page.write_text(broken)  # again, for it watches the files a moment after it serves them
        time.sleep(1)
    assert '<pre role="alert" id="preview-problems">' in html
    assert read(f"{address}/_preview.css")[1] == "text/css; charset=utf-8"
