"""The built book, on loopback and as files, in one Chromium for all tests."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.chromium import NoChromiumError, get_chromium
from tests.cli.conftest import run_ninbook
from tests.projects import copy_chapter

LANGUAGES = ("en", "ko")
PREFIXES = {"en": "", "ko": "ko/"}
NIN = "chapter_cnn-modern/nin.html"


@dataclass(frozen=True)
class Site:
    """A built book: its folder, and where that is served, with a slash at the end."""

    folder: Path
    address: str

    @property
    def files(self) -> str:
        """Address of the folder itself."""
        return f"{self.folder.as_uri()}/"

    def pages(self) -> list[str]:
        """Returns the paths of all pages."""
        found = self.folder.rglob("*.html")
        return sorted(file.relative_to(self.folder).as_posix() for file in found)


@dataclass
class Reader:
    """Somebody who reads the book in a browser, and sees whatever goes wrong."""

    site: Site
    context: BrowserContext
    page: Page
    problems: list[str] = field(default_factory=list)
    """What the browser complained of so far; none is allowed."""

    def open(self, path: str, root: str = "") -> Page:
        """Opens a page of the book, by default where that is served."""
        self.page.goto((root or self.site.address) + path)
        return self.page


Readers = Callable[..., Reader]


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # which keeps connections

    def log_message(self, format: str, *values: Any) -> None:
        pass


@pytest.fixture(scope="package")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """One Chromium for all tests; skips them where there is none, which CI takes for a failure."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            executable = get_chromium()
    except NoChromiumError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            # A name for this computer that browsers don't take for a secure place.
            args=["--host-resolver-rules=MAP insecure.test 127.0.0.1"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves folders on loopback; takes a folder, returns its address."""
    servers = []

    def start(folder: Path) -> str:
        handler = partial(_Handler, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def build(folder: Path, target: str = "html") -> Path:
    """Builds the book in a folder; returns the folder of the target."""
    done = run_ninbook(folder, "build", target, "--no-eval")
    assert done.returncode == 0, done.stderr
    return folder / "build" / target


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> Site:
    """This repository's book, in all tabs and languages."""
    folder = build(copy_chapter(tmp_path_factory.mktemp("site") / "book"))
    return Site(folder, serve(folder))


@pytest.fixture(params=["served", "files"])
def root(request: pytest.FixtureRequest, site: Site) -> str:
    """The book's address: on loopback, and as files on a disk."""
    return site.address if request.param == "served" else site.files


@pytest.fixture
def reader_of(browser: Browser, site: Site) -> Iterator[Readers]:
    """Makes readers with windows of a width; keywords are those of Playwright's contexts.

    A test fails if its browser reports an error or asks another host for anything.
    """
    readers: list[Reader] = []

    def make(site: Site = site, width: int = 1280, **options: Any) -> Reader:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(10_000)
        reader = Reader(site, context, context.new_page())
        _watch(reader)
        readers.append(reader)
        return reader

    yield make
    for reader in readers:
        reader.context.close()
    assert [problem for reader in readers for problem in reader.problems] == []


def _watch(reader: Reader) -> None:
    own = urlsplit(reader.site.address).netloc

    def on_request(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("file", "data", "blob") and address.netloc != own:
            reader.problems.append(f"asks another host: {request.url}")

    def on_console(message: Any) -> None:
        if message.type in ("error", "warning"):
            reader.problems.append(f"{message.location['url']}: {message.text}")

    reader.context.on("request", on_request)
    reader.context.on("console", on_console)
    reader.context.on("weberror", lambda error: reader.problems.append(str(error.error)))


@pytest.fixture
def reader(reader_of: Readers) -> Reader:
    """A reader at a desk, in daylight."""
    return reader_of()


@pytest.fixture
def page(reader: Reader) -> Page:
    """The reader's page, still empty."""
    return reader.page
