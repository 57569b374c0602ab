"""Measures what a build of the site spends its time on.

    .venv/bin/python benchmarks/profile_build.py [--book FOLDER] [--lines N] [--write]

A copy of the book is built cold, with nothing changed, and after an edit to the prose of one page.
Meanwhile a timer looks some hundred times per second of processor time at what runs, in all
processes of the build. The time since the last look counts for the stage whose code is innermost;
all that is done to load a module counts as imports. Processor time hardly depends on what else the
machine does.

``--lines`` names the functions that take longest besides. ``--write`` writes ``profile_build.md``
beside this file; the other scripts in this folder say how fast the build is by the clock.
"""

import argparse
import datetime
import json
import os
import resource
import runpy
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.util import Finalize, register_after_fork
from pathlib import Path
from subprocess import DEVNULL, run
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).resolve().with_suffix(".md")
SCENARIOS = ("cold", "nothing changed", "an edit to one page")
STAGES = {
    "ninbook/site/search": "search",
    "ninbook/site/assets": "styles and scripts",
    "ninbook/site/live": "live model",
    "ninbook/directives/live": "live model",
    "ninbook/site/downloads": "notebooks for download",
    "ninbook/notebooks": "notebooks for download",
    "ninbook/commonmark": "notebooks for download",
    "ninbook/pages/notebook_cells": "notebooks for download",
    "ninbook/check": "check",
    "ninbook/document": "parsing and numbers",
    "ninbook/directives": "directives and outputs",
    "ninbook/networks": "directives and outputs",
    "ninbook/outputs": "directives and outputs",
    "ninbook/plan": "directives and outputs",
    "ninbook/pages": "directives and outputs",
    "ninbook/sphinx/sources": "sources for Sphinx",
    "ninbook/sphinx/pages": "sources for Sphinx",
    "ninbook/source": "looking at the book",
    "ninbook/files": "looking at the book",
    "ninbook/translation": "looking at the book",
    "sphinx/application.py:__init__": "Sphinx: start",
    "sphinx/builders/__init__.py:read": "Sphinx: reading",
    "sphinx/builders/__init__.py:read_doc": "Sphinx: reading",
    "sphinx/builders/__init__.py:write": "Sphinx: writing",
    "sphinx/builders/__init__.py:write_documents": "Sphinx: writing",
    "sphinx/builders/__init__.py:_write_serial": "Sphinx: writing",
    "sphinx/builders/html/__init__.py:finish": "Sphinx: end",
    "sphinx/builders/__init__.py:build": "Sphinx: the rest",
}
WHY = {
    "Sphinx: writing": "docutils writes HTML node by node, and Jinja fills the templates; "
    "only pages that changed are written",
    "imports": "Sphinx, docutils and pygments; the rest is loaded when it is first used",
    "live model": "made once and kept in the cache; cold means without that cache, too",
    "parsing and numbers": "one parse for all formats; an edited page may change any number",
    "Sphinx: reading": "transforms of docutils and bibliographies over every page that changed",
    "looking at the book": "digests of all files tell what changed; they are the builder's memory",
    "notebooks for download": "written from the same nodes, beside Sphinx",
    "directives and outputs": "frozen outputs are read and checked, tables and networks computed",
    "search": "words of every page in every language, without a server",
    "styles and scripts": "one style sheet, without the rules that no page uses",
    "start and end of processes": "one process per language, one for notebooks",
    "Sphinx: start": "its extensions register themselves; no cache of Sphinx's helps there",
    "check": "a build names what is wrong before it goes on",
}
"""Why a stage isn't shorter."""
_SECONDS = 0.001  # systems look less often


def main() -> None:
    """Measure all scenarios; or, within them, one build."""
    parser = argparse.ArgumentParser(description="Measures what a build spends its time on.")
    parser.add_argument("--book", type=Path, default=ROOT, help="another book's folder")
    parser.add_argument("--page", default="chapter_cnn-modern/nin.md", help="the page to edit")
    parser.add_argument("--lines", type=int, default=0, help="functions to name per build")
    parser.add_argument("--write", action="store_true", help="write profile_build.md")
    options = parser.parse_args()
    ignored = shutil.ignore_patterns("build", ".*", "__pycache__", "tests", "benchmarks", "ninbook")
    columns, wall = [], []
    with tempfile.TemporaryDirectory(prefix="profile-") as folder:
        book, found = Path(folder, "book"), Path(folder, "found")
        shutil.copytree(options.book, book, ignore=ignored)
        for scenario in SCENARIOS:
            if scenario == SCENARIOS[-1]:
                page = book / options.page
                page.write_text(page.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
            found.mkdir()
            before, began = _processor_seconds(), time.perf_counter()
            command = [sys.executable, __file__, "--one", str(found)]
            run(command, cwd=book, check=True, stdout=DEVNULL, stderr=DEVNULL)
            wall.append(time.perf_counter() - began)
            column, lines = _added_up(found)
            column["start and end of processes"] = (
                _processor_seconds() - before - sum(column.values())
            )
            columns.append(column)
            for name, seconds in lines.most_common(options.lines):
                print(f"{seconds:7.2f}  {name}")
            shutil.rmtree(found)
    table = _table(columns, wall)
    print(table)
    if options.write:
        TABLE.write_text(table, "utf-8")


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _added_up(folder: Path) -> tuple[Counter[str], Counter[str]]:
    stages, lines = Counter[str](), Counter[str]()
    for file in folder.iterdir():
        for counter, found in zip((stages, lines), json.loads(file.read_text()), strict=True):
            counter.update(found)
    return stages, lines


def _table(columns: list[Counter[str]], wall: list[float]) -> str:
    rows = [
        "# What a build spends its time on",
        "",
        "Written by `benchmarks/profile_build.py`; changes made by hand are lost.",
        "",
        "Seconds of processor time, user and system, of all processes, in all languages.",
        "",
        f"| | {' | '.join(SCENARIOS)} | why not less |",
        f"|---|{'---:|' * len(SCENARIOS)}---|",
    ]
    names = sorted({name for column in columns for name in column}, key=lambda n: -columns[0][n])
    for name in names:
        times = " | ".join(f"{column[name]:.2f}" for column in columns)
        rows.append(f"| {name} | {times} | {WHY.get(name, '')} |")
    rows.append(f"| **all** | {' | '.join(f'{sum(c.values()):.2f}' for c in columns)} | |")
    rows.append(f"| by the clock | {' | '.join(f'{seconds:.2f}' for seconds in wall)} | |")
    today = datetime.datetime.now(datetime.UTC).date()
    load = os.getloadavg()[0]
    rows += ["", f"{today}, {os.cpu_count()} cores, load average at the end {load:.1f}."]
    return "\n".join(rows) + "\n"


class _Looks:
    """Looks at this process and those that it forks, and writes what each saw when it ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stages, self._lines = Counter[str](), Counter[str]()
        signal.signal(signal.SIGPROF, self._look)
        register_after_fork(self, _Looks._begin)
        self._begin()

    def _begin(self) -> None:
        self._stages.clear()
        self._lines.clear()
        self._last = time.process_time()
        Finalize(self, self.write, exitpriority=0)  # where multiprocessing ends a process
        signal.setitimer(signal.ITIMER_PROF, _SECONDS, _SECONDS)

    def write(self) -> None:
        """Write what was seen."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        file = self._folder / f"{os.getpid()}.json"
        file.write_text(json.dumps([self._stages, self._lines]))

    def _look(self, number: int, frame: FrameType | None) -> None:
        innermost, stage = "", "the rest"
        while frame is not None:
            code = frame.f_code
            if code.co_name == "_find_and_load":
                stage = "imports"
                break
            name = _short(code.co_filename)
            innermost = innermost or f"{name}:{code.co_name}"
            if stage == "the rest":
                stage = _stage(name, code.co_name)
            frame = frame.f_back
        now = time.process_time()
        self._stages[stage] += now - self._last
        self._lines[f"{stage}: {innermost}"] += now - self._last
        self._last = now


def _short(file: str) -> str:
    path = file.rpartition("site-packages/")[2]
    return f"ninbook/{path.rpartition('/ninbook/')[2]}" if "/ninbook/" in path else path


def _stage(file: str, function: str) -> str:
    exact = STAGES.get(f"{file}:{function}")
    if exact:
        return exact
    found = (stage for place, stage in STAGES.items() if file.startswith(place))
    return next(found, "the rest")


def _one(folder: Path) -> None:
    looks = _Looks(folder)
    sys.argv = ["d2lbook", "build", "html", "--no-eval"]
    try:
        runpy.run_module("ninbook", run_name="__main__")
    finally:
        looks.write()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _one(Path(sys.argv[2]))
    else:
        main()
