"""Measures how execution grows with workers, and the site with pages, and how a large book builds.

    .venv/bin/python benchmarks/scaling.py [workers] [pages] [book] [--rounds N] [--dry-run]

``workers`` executes a book of small notebooks with ``build eval``: with ``--jobs``, and with
``--scheduler`` on a real Dask cluster of as many worker processes on this machine. Half of a
notebook's time is computing, half is waiting. Kernels start for real. After each run the store is
checked, with ``check`` and output by output. ``pages`` builds generated books of several sizes with
``build html``: cold, with nothing changed, and after an edit to the prose of one page. Their
outputs are frozen beforehand; nothing is executed. ``book`` does the same with a copy of the book
that ``--book`` names, such as Dive into Deep Learning, else with a made-up one of that size; it has
no frozen outputs, which is how a newcomer starts.

Without an argument all are measured. The books lie in a temporary folder. Each part replaces its
own results in ``scaling.json``; ``scaling.md`` and ``scaling.svg`` beside it show them.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil
import scaling_book
import scaling_report
import scaling_workers
from measuring import (
    ROOT,
    SCENARIOS,
    BenchmarkError,
    check_environment,
    conditions,
    load_before,
    rounded,
    say,
)
from scaling_workers import run_command

from ninbook.cli.build_command import whole_number
from ninbook.source import Book

RESULTS = Path(__file__).resolve().with_suffix(".json")
TABLE = RESULTS.with_suffix(".md")
FIGURE = RESULTS.with_suffix(".svg")

PACKAGES = ("sphinx", "docutils", "nbconvert", "furo", "nbclient")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the benchmark; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        parts = list(dict.fromkeys(options.parts or _PARTS))
        _check_environment(parts)
        results = _read_results()
        for part in parts:
            load = load_before()
            with tempfile.TemporaryDirectory(prefix="scaling-") as folder:
                found = _PARTS[part](Path(folder).resolve(), options)
            packages = (*PACKAGES, "distributed") if part == "workers" else PACKAGES
            results[part] = conditions(options.rounds, load, packages) | found
            if not options.dry_run:
                write(results)
    except KeyboardInterrupt:
        print("scaling: interrupted; what was being measured is lost", file=sys.stderr)
        return 130
    print("\n" + scaling_report.to_markdown(results))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Measures how execution grows with workers, the site with pages, a large book."
    )
    parser.add_argument(
        "parts", nargs="*", type=_part, metavar="PART", help="workers, pages, book (all)"
    )
    parser.add_argument("--book", type=Path, help="folder of a large book (a made-up one)")
    parser.add_argument("--rounds", type=whole_number, default=3, help="runs of each kind (3)")
    parser.add_argument(
        "--workers", type=whole_number, nargs="+", default=[1, 2, 4], help="processes (1 2 4)"
    )
    parser.add_argument(
        "--notebooks", type=whole_number, default=8, help="notebooks to execute (8)"
    )
    parser.add_argument(
        "--pages",
        type=whole_number,
        nargs="+",
        default=[1, 10, 50, 200],
        help="sizes (1 10 50 200)",
    )
    parser.add_argument("--dry-run", action="store_true", help="print the tables, write no file")
    return parser


def _part(text: str) -> str:
    if text not in _PARTS:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(_PARTS)}")
    return text


def _check_environment(parts: Sequence[str]) -> None:
    check_environment(__file__)
    # A large book is measured as a newcomer builds it, who has no frameworks.
    if parts != ["book"] and find_spec("distributed") is None:
        raise BenchmarkError("it needs the frameworks' environment; run ./d2lbook build eval")


def _read_results() -> dict[str, Any]:
    try:
        return dict(json.loads(RESULTS.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def write(results: dict[str, Any]) -> None:
    """Writes the results, the tables and the figure."""
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    TABLE.write_text(scaling_report.to_markdown(results), encoding="utf-8")
    scaling_report.draw(results, FIGURE)
    files = ", ".join(str(file.relative_to(ROOT)) for file in (RESULTS, TABLE, FIGURE))
    say(f"written: {files}")


def measure_pages(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Builds books of several sizes; in each round every size in every scenario."""
    books = {}
    for pages in sorted(set(options.pages)):
        books[str(pages)] = folder / f"book{pages}"
        scaling_book.write_pages(books[str(pages)], pages)
        say(f"wrote a book of {pages} pages")
    smallest = next(iter(books.values()))
    say(f"warm-up    {_build(smallest, is_frozen=True):6.1f} s (not counted)")
    found = rounded(_measure(books, options.rounds, is_frozen=True))
    return {
        **found,
        "fits": {name: scaling_report.fit(by) for name, by in found["medians"].items()},
    }


def measure_book(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Builds a copy of a large book; its memory is that of a build whose time doesn't count."""
    book = folder / "book"
    if options.book:
        ignored = shutil.ignore_patterns(".*", "build", "_build", "outputs")
        shutil.copytree(options.book, book, ignore=ignored)
    else:
        scaling_book.write_large(book)
    with _memory_of_children() as megabytes:
        taken = _build(book, is_frozen=False)
    say(f"warm-up    {taken:6.1f} s (not counted), {megabytes[-1]:.0f} MB")
    with chdir(book):
        opened = Book.open(book)
        pages = len(opened.pages)
    seconds = _measure({str(pages): book}, options.rounds, is_frozen=False)
    return {
        "title": opened.config.project["title"],
        "is_made_up": options.book is None,
        "tabs": len(opened.tabs),
        "megabytes": round(megabytes[-1]),
        **rounded(seconds),
    }


@contextmanager
def _memory_of_children() -> Iterator[list[float]]:
    """Watches what this process's children take together; what they share counts once.

    Yields:
        A list that ends with the most so far, in MB.
    """
    most, has_ended = [0.0], Event()

    def watch() -> None:
        while not has_ended.wait(0.2):
            taken = 0
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it has just ended
                    taken += process.memory_full_info().pss
            most.append(max(most[-1], taken / 1e6))

    thread = Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        has_ended.set()
        thread.join()


def _measure(
    books: Mapping[str, Path], rounds: int, is_frozen: bool
) -> dict[str, dict[str, list[float]]]:
    """Builds each book in each scenario; returns the seconds by scenario and name of the book."""
    seconds: dict[str, dict[str, list[float]]] = {name: {} for name in SCENARIOS}
    for number in range(1, rounds + 1):
        for name, book in books.items():
            page, built, generated = _page_to_edit(book)
            source = page.read_text(encoding="utf-8")
            mark = f"This is edit {number} of the benchmark."
            for scenario, by_book in seconds.items():
                if scenario == "cold":
                    shutil.rmtree(generated, ignore_errors=True)
                elif scenario == "edited":
                    page.write_text(f"{source}\n\n{mark}\n", encoding="utf-8")
                taken = _build(book, is_frozen)
                text = mark if scenario == "edited" else ""
                if text not in built.read_text(encoding="utf-8"):
                    raise BenchmarkError(f"{page} lacks the edited text")
                by_book.setdefault(name, []).append(taken)
                say(f"round {number}/{rounds}  {name:>4} pages {taken:6.1f} s  {scenario}")
            page.write_text(source, encoding="utf-8")
    return seconds


def _page_to_edit(book: Path) -> tuple[Path, Path, Path]:
    """Returns a page longer than three quarters of a book's, its HTML, and what is generated."""
    with chdir(book):
        opened = Book.open(book)
        pages = sorted(opened.pages, key=lambda page: len(opened.content(page)))
    page = pages[3 * len(pages) // 4]
    site = book / opened.site_folder("all")
    return book / page, site / page.with_suffix(".html"), book / opened.config.tgt_dir


def _build(book: Path, is_frozen: bool) -> float:
    taken, text = run_command(book, "build", "html", "--no-eval")
    wrong = is_frozen and ("missing or stale" in text or "WARNING" in text)
    if " 0 cells executed" not in text or wrong:
        raise BenchmarkError(f"the build of {book} isn't as it should be:\n{text}")
    with chdir(book):
        opened = Book.open(book)
        site = book / opened.site_folder("all")
        for page in opened.pages:
            if not (site / page.with_suffix(".html")).is_file():
                raise BenchmarkError(f"{page} wasn't built")
    return taken


_PARTS = {"workers": scaling_workers.measure_workers, "pages": measure_pages, "book": measure_book}


if __name__ == "__main__":
    sys.exit(main())
