"""Shows what ``scaling.py`` measured: tables, straight lines and a figure."""

import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import SCENARIOS, median_and_range

LINEAR = 1.15
"""A page may cost this much more in the largest step of sizes than in the one before: noise."""
SAME = 1.1
"""What is called the same time may differ by this factor between the smallest and largest book."""


def fit(medians: Mapping[str, float]) -> dict[str, Any]:
    """Fits a straight line to the seconds by pages, and looks at how the cost of a page changes.

    Returns:
        The line, by least squares; the seconds per page from each size to the next; the ratio of
        the last two of these; and the ratio of the largest book's seconds to the smallest's. What
        needs more sizes than there are is None.
    """
    points = sorted((int(pages), seconds) for pages, seconds in medians.items())
    steps = [(s2 - s1) / (n2 - n1) for (n1, s1), (n2, s2) in pairwise(points)]
    line = None
    if len(points) > 1:
        line = statistics.linear_regression(*zip(*points, strict=True))
    last = steps[-1] / steps[-2] if len(steps) > 1 and steps[-2] > 0 else None
    return {
        "seconds_per_page": round(line.slope, 5) if line else None,
        "seconds_for_none": round(line.intercept, 3) if line else None,
        "seconds_per_page_by_step": [round(step, 5) for step in steps],
        "last_step_to_the_one_before": round(last, 3) if last is not None else None,
        "largest_to_smallest": round(points[-1][1] / points[0][1], 3),
    }


def to_markdown(results: Mapping[str, Any]) -> str:
    """Returns the results as a page with tables."""
    lines = ["# Scaling", "", "Written by `benchmarks/scaling.py`; changes made by hand are lost."]
    lines += ["", "![The tables as curves.](scaling.svg)"]
    if "workers" in results:
        lines += _workers(results["workers"])
    if "pages" in results:
        lines += _pages(results["pages"])
    if "book" in results:
        lines += _book(results["book"])
    return "\n".join(lines) + "\n"


def _workers(part: Mapping[str, Any]) -> list[str]:
    seconds, medians = part["seconds"], part["medians"]
    computing, waiting = part["computing_seconds"], part["waiting_seconds"]
    lines = [
        "",
        "## Execution by workers",
        "",
        f"Seconds of `build eval` for {part['notebooks']} notebooks, each in a kernel of its own "
        f"that imports NumPy, computes for {computing:g} s of processor time and waits {waiting:g} "
        f"s. {_rounds(part)}",
        "",
        "| workers | `--jobs` | speed-up | `--scheduler` | speed-up |",
        "|---:|---:|---:|---:|---:|",
    ]
    for count in medians["jobs"]:
        cells = [count]
        for way in ("jobs", "cluster"):
            first = medians[way][next(iter(medians[way]))]
            cells += [median_and_range(seconds[way][count]), f"{first / medians[way][count]:.2f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return [
        *lines,
        "",
        f"- With one worker {part['cell_seconds_of_all_notebooks']} s are spent in cells; the rest "
        "is the start of command and kernels.",
        f"- The machine has {part['cores']} cores. Workers beyond that gain only from waiting.",
        "- A cluster is new for each run, with one thread per worker process. It stands before the "
        "clock starts; what a worker imports for its first notebook counts.",
        "- After each run the store was whole: `check` found no problem, and every notebook had "
        "its output.",
        *_conditions(part),
    ]


def _pages(part: Mapping[str, Any]) -> list[str]:
    seconds, fits = part["seconds"], part["fits"]
    sizes = list(seconds["cold"])
    lines = [
        "",
        "## The site by pages",
        "",
        "Seconds of `build html --no-eval` for a book of so many pages in four tabs, each with a "
        "figure, an equation, references, and in each tab a frozen output with a plot. "
        f"{_rounds(part)}",
        "",
        f"| pages | {' | '.join(SCENARIOS.values())} |",
        "|---:|---:|---:|---:|",
    ]
    for size in sizes:
        cells = [median_and_range(seconds[name][size]) for name in SCENARIOS]
        lines.append(f"| {size} | {' | '.join(cells)} |")
    lines += ["", "| | " + " | ".join(SCENARIOS.values()) + " |", "|---|---:|---:|---:|"]
    each = [fits[name] for name in SCENARIOS]
    rows = {
        "straight line: seconds per page": [one["seconds_per_page"] for one in each],
        "straight line: seconds for none": [one["seconds_for_none"] for one in each],
    }
    for index, (smaller, larger) in enumerate(pairwise(sizes)):
        steps = [one["seconds_per_page_by_step"][index] for one in each]
        rows[f"seconds per page from {smaller} to {larger}"] = steps
    for title, numbers in rows.items():
        cells = ["" if number is None else f"{number:.3f}" for number in numbers]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return [
        *lines,
        "",
        f"- {_growth(sizes, fits['cold'])}",
        f"- {_edit(sizes, fits['edited'])}",
        "- Besides these pages a book has a start page, one page per ten pages, and references. "
        "Sphinx works in four processes where more than 20 pages are to be built.",
        *_conditions(part),
    ]


def _book(part: Mapping[str, Any]) -> list[str]:
    seconds = part["seconds"]
    ((pages, _),) = seconds["cold"].items()
    cells = [
        *(median_and_range(seconds[name][pages]) for name in SCENARIOS),
        str(part["megabytes"]),
    ]
    stands_for = ", made up in the size of Dive into Deep Learning," if part["is_made_up"] else ""
    return [
        "",
        "## A large book",
        "",
        f"Seconds of `build html --no-eval` for {part['title']}{stands_for} with {pages} pages in "
        f"{part['tabs']} tabs and without frozen outputs. {_rounds(part)}",
        "",
        f"| {' | '.join(SCENARIOS.values())} | memory of all processes, MB |",
        "|---:|---:|---:|---:|",
        f"| {' | '.join(cells)} |",
        "",
        *_conditions(part),
    ]


def _growth(sizes: Sequence[str], fitted: Mapping[str, Any]) -> str:
    ratio = fitted["last_step_to_the_one_before"]
    if ratio is None:
        return "How a cold build grows can't be said from fewer than three sizes."
    verdict = "linearly or better" if ratio <= LINEAR else "faster than linearly"
    return (
        f"A cold build grows {verdict}: a page costs {ratio:.2f} times as much from {sizes[-2]} to "
        f"{sizes[-1]} pages as from {sizes[-3]} to {sizes[-2]} (up to {LINEAR} counts as linear)."
    )


def _edit(sizes: Sequence[str], fitted: Mapping[str, Any]) -> str:
    ratio = fitted["largest_to_smallest"]
    verdict = "the same at any size" if ratio <= SAME else "more in a larger book"
    slope = fitted["seconds_per_page"]
    each = f", {1000 * slope:.1f} ms more per page" if slope is not None else ""
    return (
        f"An edit costs {verdict}: with {sizes[-1]} pages {ratio:.2f} times what it costs with "
        f"{sizes[0]}{each} (up to {SAME} counts as the same)."
    )


def _rounds(part: Mapping[str, Any]) -> str:
    rounds = part["rounds"]
    return f"Median (range), {rounds} round{'s' * (rounds != 1)}, interleaved."


def _conditions(part: Mapping[str, Any]) -> list[str]:
    packages = ", ".join(f"{name} {number}" for name, number in part["versions"].items())
    return [
        f"- {part['date']}, {part['cores']} cores ({part['architecture']}, {part['system']}), load "
        f"average before: {part['load_average_before']}.",
        f"- Versions: {packages}.",
    ]


def draw(results: Mapping[str, Any], file: Path) -> None:
    """Draws the medians as an SVG picture: workers, cold builds, and builds after an edit."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "scaling"}):
        figure, axes = pyplot.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
        if "workers" in results:
            _draw_workers(axes[0], results["workers"]["medians"])
        if "pages" in results:
            _draw_pages(axes[1], results["pages"], ["cold"])
            _draw_pages(axes[2], results["pages"], ["edited", "unchanged"])
        for panel in axes:
            panel.set_ylim(bottom=0)
            panel.set_ylabel("seconds")
            if panel.lines:
                panel.legend(frameon=False, fontsize="small")
        figure.savefig(file, metadata={"Date": None})
        pyplot.close(figure)
    lines = [line.rstrip() for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _draw_workers(panel: Any, medians: Mapping[str, Mapping[str, float]]) -> None:
    for way, title in (("jobs", "--jobs"), ("cluster", "--scheduler")):
        counts = sorted(map(int, medians[way]))
        panel.plot(counts, [medians[way][str(count)] for count in counts], "o-", label=title)
    first = medians["jobs"][str(counts[0])] * counts[0]
    panel.plot(counts, [first / count for count in counts], ":", color="gray", label="ideal")
    panel.set_xticks(counts)
    panel.set_xlabel("workers")
    panel.set_title("build eval")


def _draw_pages(panel: Any, part: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in names:
        points = sorted((int(pages), value) for pages, value in part["medians"][name].items())
        pages, values = zip(*points, strict=True)
        drawn = panel.plot(pages, values, "o", label=name)
        line = part["fits"][name]
        if line["seconds_per_page"] is not None:
            fitted = [line["seconds_for_none"] + line["seconds_per_page"] * n for n in pages]
            panel.plot(pages, fitted, "-", linewidth=1, color=drawn[0].get_color())
    panel.set_xlabel("pages")
    panel.set_title(f"build html, {' and '.join(names)}")
