"""What a build does where npm's registry can't be reached."""

from pathlib import Path

import pytest

from ninbook.directives.live import onnx_runtime
from tests.cli.conftest import run_ninbook
from tests.editing import keep_titles
from tests.executions import freeze_all, train_nin

PAGE = Path("build/html/chapter_cnn-modern/nin.html")


def test_a_build_without_npm_goes_on_and_is_made_good_later(
    chapter_copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_titles(chapter_copy / "chapter_cnn-modern")
    train_nin(chapter_copy)
    freeze_all(chapter_copy)  # with an unexecuted page, no site is up to date
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")  # nobody listens there
    for _ in range(2):  # not up to date: it tries again
        done = run_ninbook(chapter_copy, "build", "html", "--no-eval")
        assert done.returncode == 0
        lines = [line for line in done.stderr.splitlines() if "live network" in line]
        (line,) = lines
        assert line.startswith(
            "warning: the site has no live network: ONNX Runtime Web is unavailable ("
        )
        assert "up to date" not in done.stdout
        assert 'data-widget="live"' not in (chapter_copy / PAGE).read_text(encoding="utf-8")
    folder = onnx_runtime.cached()
    folder.mkdir(parents=True)
    for name in (onnx_runtime.SCRIPT, onnx_runtime.PROGRAM):
        (folder / name).write_bytes(b"as if it had been fetched")
    run_ninbook(chapter_copy, "build", "html", "--no-eval")
    assert 'data-widget="live"' in (chapter_copy / PAGE).read_text(encoding="utf-8")
    assert "up to date" in run_ninbook(chapter_copy, "build", "html", "--no-eval").stdout
