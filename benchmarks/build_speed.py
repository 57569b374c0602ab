"""Measures how fast the site is built: stock d2lbook against this book's builder.

    .venv/bin/python benchmarks/build_speed.py [--rounds N] [--dry-run]

Both build the English edition with all its tabs from equal copies of the sources, executing
nothing; this book's builder is also measured with all its languages. Stock d2lbook is the released
package on the locked environment, since its own pins no longer install into a working one. It takes
one command per tab and one for the site. Runs are interleaved and the side that goes first
alternates, so that a slow minute of the machine meets all. Every build is checked: exit code, a
page that is there and holds the present text, and no cell executed.

The copies lie in a temporary folder. The results go to ``build_speed.json`` and ``build_speed.md``
beside this file.
"""

import argparse
import configparser
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import partial
from importlib.metadata import version
from pathlib import Path

import pypandoc
from measuring import (
    ROOT,
    SCENARIOS,
    BenchmarkError,
    check_environment,
    conditions,
    load_before,
    median_and_range,
    rounded,
    run,
    say,
)

from ninbook.cli.build_command import whole_number

RESULTS = Path(__file__).resolve().with_suffix(".json")
TABLE = RESULTS.with_suffix(".md")
PAGE = Path("chapter_cnn-modern", "nin.md")
"""The page whose prose is edited."""

NOT_COPIED = {"build", "benchmarks", "data", "ninbook", "node_modules", "requirements", "tests"}
PACKAGES = ("d2lbook", "sphinx", "docutils", "nbconvert", "sphinxcontrib-bibtex", "mxtheme", "furo")
_STOCK = "import sys; sys.argv[0] = 'd2lbook'; from d2lbook.main import main; main()"
_PROSE = re.compile(r"(?<=\n\n)(?=[A-Z][a-z])")
_LIMIT_SECONDS = 900


@dataclass(frozen=True)
class Side:
    """One of the builders that are compared."""

    name: str  # in the results
    title: str  # for readers
    folder: Path  # its copy of the book
    commands: Sequence[Sequence[str]]  # what builds the site, in this order
    environment: Mapping[str, str]


@dataclass
class Measurement:
    """What was seen in all rounds."""

    seconds: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    """Wall-clock seconds of each round, by side and scenario."""
    cells_executed: int = 0  # as this book's builder says, in all its builds
    without_outputs: int = 0  # pages per tab that it showed without outputs, for want of fresh ones

    def add(self, side: str, scenario: str, seconds: float) -> None:
        """Adds the time of one build."""
        self.seconds.setdefault(side, {}).setdefault(scenario, []).append(seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; returns the exit code."""
    options = _parser().parse_args(arguments)
    load = load_before()
    try:
        with tempfile.TemporaryDirectory(prefix="build-speed-") as folder:
            sides = make_sides(Path(folder))
            measurement = measure(sides, options.rounds)
    except KeyboardInterrupt:
        print("build_speed: interrupted; no results were written", file=sys.stderr)
        return 130
    results = describe(measurement, sides, options.rounds, load)
    table = to_markdown(results)
    print("\n" + table)
    if not options.dry_run:
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        TABLE.write_text(table, encoding="utf-8")
        say(f"written: {RESULTS.relative_to(ROOT)}, {TABLE.relative_to(ROOT)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Measures how fast stock d2lbook and this book's builder build the site."
    )
    parser.add_argument("--rounds", type=whole_number, default=5, help="builds of each kind (5)")
    parser.add_argument("--dry-run", action="store_true", help="print the table, write no file")
    return parser


def make_sides(folder: Path) -> tuple[Side, ...]:
    """Copies the book for each side into a folder; returns stock d2lbook and ours."""
    check_environment(__file__)
    stock, ours, all_languages = (folder / name for name in ("stock", "ours", "all"))
    tabs = copy_book(stock, {"build": {"eval_notebook": "False"}})
    copy_book(ours, {})
    copy_book(all_languages, {}, only_english=False)
    d2lbook = [sys.executable, "-c", _STOCK, "build"]
    commands = [[*d2lbook, "eval", "--tab", tab] for tab in tabs]
    commands.append([*d2lbook, "html", "--tab", "all"])
    wrapper = [str(ROOT / "d2lbook"), "build", "html", "--no-eval"]
    return (
        Side("stock", f"stock d2lbook {version('d2lbook')}", stock, commands, _stock_environment()),
        Side("ours", "this book's builder", ours, [wrapper], dict(os.environ)),
        Side("all", "the same, all languages", all_languages, [wrapper], dict(os.environ)),
    )


def copy_book(
    target: Path, settings: Mapping[str, Mapping[str, str]], only_english: bool = True
) -> list[str]:
    """Copies the book with its frozen outputs; returns its tabs.

    Args:
        target: folder of the copy; must not exist.
        settings: values for the copy's ``config.ini``, by section and key.
        only_english: whether to leave out the translations.
    """
    pages = "*.??.md" if only_english else ""
    shutil.copytree(ROOT, target, ignore=partial(_not_copied, pages))
    config = configparser.RawConfigParser()
    config.read(target / "config.ini", encoding="utf-8")
    config.read_dict({"ninbook": {"languages": "en"}} if only_english else {})
    config.read_dict(settings)
    with (target / "config.ini").open("w", encoding="utf-8") as file:
        config.write(file)
    if not (target / PAGE).is_file():
        raise BenchmarkError(f"{PAGE}: no such page; correct PAGE in this program")
    return [tab.strip().lower() for tab in config["build"]["tabs"].split(",")]


def _not_copied(pages: str, folder: str, names: Sequence[str]) -> set[str]:
    here = Path(folder)
    top = here == ROOT
    return {
        name
        for name in names
        if name.startswith(".")
        or name == "__pycache__"
        or (top and name in NOT_COPIED)
        or fnmatch(name, pages)
        or not ((here / name).is_dir() or (here / name).is_file())
    }


def _stock_environment() -> dict[str, str]:
    # d2lbook calls sphinx-build, and nbconvert calls pandoc, from PATH.
    programs = [Path(sys.executable).parent, Path(pypandoc.get_pandoc_path()).parent]
    path = os.pathsep.join([*map(str, programs), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path}


def measure(sides: Sequence[Side], rounds: int) -> Measurement:
    """Builds everything once unmeasured, which fills the caches, then measures the rounds."""
    measurement = Measurement()
    sources = {side.name: (side.folder / PAGE).read_text(encoding="utf-8") for side in sides}
    for side in sides:
        say(f"warm-up    {side.title:22} {build(side, Measurement()):6.1f} s (not counted)")
    for number in range(1, rounds + 1):
        mark = f"This is edit {number} of the benchmark."
        for scenario in SCENARIOS:
            for side in sides if number % 2 else reversed(sides):
                if scenario == "cold":
                    shutil.rmtree(side.folder / "build")
                elif scenario == "edited":
                    edit_prose(side.folder / PAGE, sources[side.name], mark)
                seconds = build(side, measurement)
                _check_page(side, mark if scenario == "edited" else "")
                measurement.add(side.name, scenario, seconds)
                say(f"round {number}/{rounds}  {side.title:22} {seconds:6.1f} s  {scenario}")
    return measurement


def edit_prose(page: Path, source: str, mark: str) -> None:
    """Writes a page with a sentence added in front of a paragraph; touches no code."""
    edited, count = _PROSE.subn(f"{mark} ", source, count=1)
    if not count:
        raise BenchmarkError(f"{PAGE}: no paragraph that begins with a plain word")
    page.write_text(edited, encoding="utf-8")


def build(side: Side, measurement: Measurement) -> float:
    """Builds the site once; returns the wall-clock seconds of its commands."""
    seconds = 0.0
    for command in side.commands:
        taken, text = run(command, side.title, _LIMIT_SECONDS, side.folder, side.environment)
        seconds += taken
    if side.name != "stock":
        found = re.search(r"(\d+) cells executed", text)
        if not found:
            raise BenchmarkError(f"{side.title} doesn't say how many cells it executed:\n{text}")
        measurement.cells_executed += int(found[1])
        pages = text.count("outputs missing or stale")
        measurement.without_outputs = max(measurement.without_outputs, pages)
    return seconds


def _check_page(side: Side, text: str) -> None:
    page = side.folder / "build" / "html" / PAGE.with_suffix(".html")
    if not page.is_file() or text not in page.read_text(encoding="utf-8"):
        raise BenchmarkError(f"{side.title}: {page.name} wasn't built or lacks the edited text")


def describe(
    measurement: Measurement, sides: Sequence[Side], rounds: int, load: float
) -> dict[str, object]:
    """Returns the results with all that is needed to judge them."""
    return {
        **conditions(rounds, load, PACKAGES, pandoc=str(pypandoc.get_pandoc_version())),
        "sides": {side.name: side.title for side in sides},
        **rounded(measurement.seconds),
        "cells_executed": measurement.cells_executed,
        "page_tabs_without_outputs": measurement.without_outputs,
    }


def to_markdown(results: Mapping[str, object]) -> str:
    """Returns the results as a page with a table."""
    values = json.loads(json.dumps(results))
    seconds, medians, versions = values["seconds"], values["medians"], values["versions"]
    lines = [
        "# Build speed",
        "",
        "Written by `benchmarks/build_speed.py`; changes made by hand are lost.",
        "",
        "Seconds to build the English edition, or all languages, with all tabs, executing "
        f"nothing. Median (range), {values['rounds']} rounds, interleaved.",
        "",
        "| | " + " | ".join(values["sides"].values()) + " | stock / English | all / stock |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for scenario, title in SCENARIOS.items():
        cells = " | ".join(median_and_range(seconds[side][scenario]) for side in values["sides"])
        stock, ours, every = (medians[side][scenario] for side in ("stock", "ours", "all"))
        lines.append(f"| {title} | {cells} | {stock / ours:.1f} | {every / stock:.2f} |")
    packages = ", ".join(f"{name} {number}" for name, number in versions.items())
    without = values["page_tabs_without_outputs"]
    lines += [
        "",
        f"- Cells that {values['sides']['ours']} executed in all these builds: "
        f"{values['cells_executed']}.",
        f"- Pages it showed without outputs, counted per tab: {without}."
        + (" Its check for an unchanged book needs all of them." if without else ""),
        f"- {values['date']}, {values['cores']} cores ({values['architecture']}, "
        f"{values['system']}), load average before: {values['load_average_before']}.",
        f"- Versions: {packages}.",
        "- Stock d2lbook, on these versions instead of its own pins, with `eval_notebook = False`: "
        "`d2lbook build eval` for each tab, then `d2lbook build html --tab all`.",
        "- This book's builder: `./d2lbook build html --no-eval`, which also renders the frozen "
        "outputs.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
