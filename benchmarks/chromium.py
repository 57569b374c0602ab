"""Finds the browser that tests and measurements of the site use, and gets one where none is."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

VARIABLE = "NINBOOK_CHROMIUM"
"""Environment variable that names a browser to use instead of those found."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MACINTOSH = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_MINUTES_TO_INSTALL = 10


class NoChromiumError(RuntimeError):
    """There is no Chromium and none could be installed; the message says what was tried."""


def find_chromium() -> Path | None:
    """Return a Chromium that starts: the one named, else one on PATH, else Playwright's own.

    Raises:
        NoChromiumError: the one that the environment names doesn't start.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if _starts(Path(named)):
            return Path(named)
        raise NoChromiumError(f"{VARIABLE} names {named}, which doesn't start; correct or unset it")
    return next(filter(_starts, _candidates()), None)


def get_chromium() -> Path:
    """Return a Chromium, installed if need be: Playwright's, else the Debian package.

    Raises:
        NoChromiumError: there is none, and none could be installed.
    """
    found = find_chromium()
    if found:
        return found
    tried = []
    for name, commands in _ways():
        print(f"getting Chromium from {name} ...", file=sys.stderr, flush=True)
        reason = next(filter(None, map(_failure, commands)), "what it installed doesn't start")
        found = find_chromium()
        if found:
            return found
        tried.append(f"{name}: {reason}")
    raise NoChromiumError(
        "there is no Chromium and none could be installed "
        f"({'; '.join(tried)}); install Chromium or Chrome, or name one in {VARIABLE}"
    )


def _candidates() -> Iterator[Path]:
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield _MACINTOSH
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    yield own


def _starts(browser: Path) -> bool:
    try:
        command = [str(browser), "--version"]
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _ways() -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    yield "Playwright", [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        yield "Debian", [["apt-get", "update"], install]


def _failure(command: Sequence[str]) -> str:
    """Run a command; returns what it says of an error if it failed, else nothing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60 * _MINUTES_TO_INSTALL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if not done.returncode:
        return ""
    said = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    errors = [line for line in said if line.startswith(("Error", "E:"))]
    return (errors or said[-1:] or [f"exit code {done.returncode}"])[0]
