"""Kernels that fail, hang, die, or are stopped leave nothing behind and say why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from ninbook.execute import ExecutionError, InterruptedRunError, Run, execute
from ninbook.plan import PlannedNotebook, chain


def plan_of(*sources: str, tab: str | None = None) -> PlannedNotebook:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    digests = tuple(chain(sources, tab, "quick", 2013))
    return PlannedNotebook("page", tab, "quick", 2013, notebook, digests)


def run_of(folder: Path, *sources: str, deadline: float = 60) -> Run:
    return Run(plan_of(*sources), folder, deadline)


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def assert_no_kernel_left() -> None:
    _, alive = psutil.wait_procs(children(), timeout=5)
    assert not [process for process in alive if "ipykernel" in " ".join(process.cmdline())]


def test_outputs_record_and_environment(tmp_path: Path) -> None:
    run = run_of(tmp_path, "print('one')\nprint('two')", "import os\nos.environ['NINBOOK_PROFILE']")
    notebook, record = execute(run, lambda message: None)
    assert notebook.cells[0].outputs[0].text == "one\ntwo\n"
    assert notebook.cells[1].outputs[0].data["text/plain"] == "'quick'"
    assert record["fingerprints"] == list(run.plan.fingerprints)
    assert len(record["seconds_per_cell"]) == 2
    assert record["seed"] == 2013
    assert_no_kernel_left()


def test_failing_cell_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError, match=r"page: a cell failed:(.|\n)*ZeroDivisionError"):
        execute(run_of(tmp_path, "x = 1", "x / 0"), lambda message: None)
    assert_no_kernel_left()


def test_deadline_is_for_the_whole_notebook(tmp_path: Path) -> None:
    began = time.monotonic()
    sleeps = ["import time; time.sleep(2)"] * 5
    with pytest.raises(ExecutionError, match="not done after 4 s; raise the deadline"):
        execute(run_of(tmp_path, *sleeps, deadline=4), lambda message: None)
    assert time.monotonic() - began < 30
    assert_no_kernel_left()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os; os._exit(3)", "the kernel died with exit code 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "of SIGKILL; out of memory"),
    ],
)
def test_dead_kernel_is_reported_with_its_status(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(ExecutionError, match=reason):
        execute(run_of(tmp_path, source), lambda message: None)
    assert_no_kernel_left()


def test_stop_kills_the_process_group(tmp_path: Path) -> None:
    source = (
        "import subprocess, time\n"
        "child = subprocess.Popen(['sleep', '300'])\n"
        "print(child.pid, flush=True)\ntime.sleep(300)"
    )
    run = run_of(tmp_path, source)
    started = threading.Event()
    stopper = threading.Thread(target=lambda: (started.wait(30), time.sleep(3), run.stop()))
    stopper.start()
    with pytest.raises(InterruptedRunError):
        execute(run, lambda message: started.set())
    stopper.join()
    assert_no_kernel_left()
    assert not [p for p in children() if p.status() != "zombie" and "sleep" in p.name()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_build_leaves_nothing(tmp_path: Path, number: int) -> None:
    (tmp_path / "config.ini").write_text("[build]\noutput_dir = build\n", encoding="utf-8")
    cell = "```{.python .input}\nimport time\ntime.sleep(300)\n```\n"
    (tmp_path / "index.md").write_text(f"# Title\n\n{cell}", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "ninbook", "build", "eval", "--profile", "quick"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    family: list[psutil.Process] = []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not any("ipykernel" in _line(p) for p in family):
        time.sleep(0.2)
        family = psutil.Process(process.pid).children(recursive=True)
    time.sleep(2)
    os.kill(process.pid, number)
    _, message = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "interrupted" in message
    _, alive = psutil.wait_procs(family, timeout=5)
    assert not alive
    assert not list(tmp_path.glob("outputs/**/*.ipynb"))


def _line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
