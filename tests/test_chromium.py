import sys
from pathlib import Path

import pytest

from benchmarks.chromium import VARIABLE, NoChromiumError, find_chromium, get_chromium

SCRIPT = "#!/bin/sh\nexit {}\n"


def script(file: Path, code: int) -> Path:
    file.write_text(SCRIPT.format(code))
    file.chmod(0o755)
    return file


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome"])
def test_one_on_the_path_is_found(name: str, tmp_path: Path) -> None:
    browser = script(tmp_path / name, 0)
    assert find_chromium() == browser
    assert get_chromium() == browser


def test_one_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    script(tmp_path / "chromium", 127)
    browser = script(tmp_path / "google-chrome", 0)
    assert find_chromium() == browser


def test_the_one_named_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "chromium", 0)
    named = script(tmp_path / "mine", 0)
    monkeypatch.setenv(VARIABLE, str(named))
    assert find_chromium() == named


def test_one_named_wrongly_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "chromium", 0)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing"))
    with pytest.raises(NoChromiumError, match=f"{VARIABLE} names .*missing"):
        find_chromium()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for apt-get")
def test_where_none_can_be_had_the_message_says_what_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An index that answers nobody: both ways fail, as without a network.
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    script(tmp_path / "apt-get", 100)
    with pytest.raises(NoChromiumError, match=r"Playwright: .*install Chromium or Chrome"):
        get_chromium()
