"""Writes the results of ``training_speed.py`` as a page with a table and as a figure."""

import io
import json
import statistics
from collections.abc import Mapping
from typing import Any

from measuring import median_and_range

from ninbook.frameworks import BY_TAB

MULTIPLY_ADDS = 762_297_352
"""Multiply-adds of NiN's convolutions for one image of 224 by 224 pixels, forward.

For each convolution: places of its output, times input channels, times output channels, times the
window's pixels. The stages' sums are 87,619,968, 503,939,072, 169,869,312 and 869,000.
"""

BATCH_SIZE = 128
FLOP_PER_STEP = 3 * 2 * MULTIPLY_ADDS * BATCH_SIZE
"""Forward, and backward to inputs and to weights, each with as many multiplications and additions.

Little is missing (pooling, ReLU, the update) and little is too much (no gradient goes to the
images)."""

SIDES = {"stock": "stock", "ours": "with this book's runtime"}
_TEXT = "#7a7a7a"  # the same contrast, 4.3, to white and to the dark theme's background
_COLOURS = {"stock": "#c9772b", "ours": "#2f7fd0"}
_GIB = 2**30


def peak_of(results: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the fastest matrix product that was measured on this machine."""
    peaks = [record["peak"] for record in results["frameworks"].values()]
    return max(peaks, key=lambda peak: float(peak["flop_per_second"]))


def limit_seconds(results: Mapping[str, Any]) -> float:
    """Returns how long a step would take if it were as fast as that matrix product."""
    return FLOP_PER_STEP / float(peak_of(results)["flop_per_second"])


def median(record: Mapping[str, Any], side: str) -> float:
    """Returns the median of a side's seconds per step."""
    return statistics.median(record["sides"][side]["seconds_per_step"])


def to_markdown(results: Mapping[str, Any]) -> str:
    """Returns the results as a page with a table."""
    lines = [
        "# Training speed",
        "",
        "Written by `benchmarks/training_speed.py`; changes made by hand are lost.",
        "",
        f"Seconds per training step of the chapter's NiN on the processor: {BATCH_SIZE} images of "
        "Fashion-MNIST, enlarged to 224 by 224 pixels, input pipeline included. "
        "Median (range); the two sides take turns.",
        "",
        "| | stock, s | ours, s | speed-up | ours / limit | memory: stock, GiB | ours, GiB "
        "| first minibatch: stock, s | ours, s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    limit = limit_seconds(results)
    records = results["frameworks"]
    lines += [_row(tab, record, limit) for tab, record in records.items()]
    lines += ["", *_explanations(results, limit)]
    lines += [_provenance(tab, record) for tab, record in records.items()]
    lines += [f"- {BY_TAB[tab].title}: left out, {why}." for tab, why in results["skipped"].items()]
    return "\n".join(lines) + "\n"


def _row(tab: str, record: Mapping[str, Any], limit: float) -> str:
    stock, ours = (record["sides"][side] for side in SIDES)
    cells = [
        _title(tab, record),
        *(median_and_range(side["seconds_per_step"], 2) for side in (stock, ours)),
        f"{median(record, 'stock') / median(record, 'ours'):.2f}",
        f"{median(record, 'ours') / limit:.2f}",
        *(_memory(side) for side in (stock, ours)),
        *(f"{side['seconds_to_first_minibatch']:.1f}" for side in (stock, ours)),
    ]
    return f"| {' | '.join(cells)} |"


def _title(tab: str, record: Mapping[str, Any]) -> str:
    framework = BY_TAB[tab]
    images = "" if record["images"] is None else f" ({record['images']:,} images)"
    return f"{framework.title} {record['versions'].get(framework.packages[0], '')}{images}"


def _memory(side: Mapping[str, Any]) -> str:
    return f"{side['peak_pss_bytes'] / _GIB:.1f} ({side['peak_rss_bytes'] / _GIB:.1f})"


def _explanations(results: Mapping[str, Any], limit: float) -> list[str]:
    peak, machine = peak_of(results), results["machine"]
    return [
        "- Stock: the frameworks and d2l as they come, with only what d2l needs to run on them "
        "(`NINBOOK_STOCK=1`). Ours: the same code cells with the whole runtime.",
        f"- Limit: {limit:.2f} s. A step takes 3 × 2 × {MULTIPLY_ADDS:,} × {BATCH_SIZE} = "
        f"{FLOP_PER_STEP / 1e9:,.0f} billion multiplications and additions: forward, and backward "
        f"twice as many. The fastest FP32 matrix product measured here ({peak['product']}) does "
        f"{peak['flop_per_second'] / 1e9:,.0f} billion per second. Algorithms that multiply less "
        "could go below the limit.",
        "- Memory: the largest sum over the training process and its loader's workers. What "
        "processes share, here also the libraries of the other side, counts in equal parts for "
        "each (PSS). In brackets: the largest resident size of the training process alone (RSS).",
        "- First minibatch: seconds from the beginning of the training's code cell until its first "
        "minibatch is there; one start each. Loading the framework comes before and is left out, "
        "unless d2l puts it off until then.",
        "- Each side is one process. One does a step while the other sleeps, and the side that "
        "goes first alternates. A step begins when all loaders have finished prefetching; during "
        "it, workers make the minibatch that takes the place of the one used. The first "
        f"{results['discarded_steps']} steps compile and don't count.",
        f"- {machine['device']}, {machine['memory_gib']} GiB, {machine['system']}. Graphics cards "
        "are not used.",
    ]


def _provenance(tab: str, record: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    images = "" if record["images"] is None else f", only the first {record['images']:,} images"
    unrest = f", {record['unrest']} times a loader went on prefetching" if record["unrest"] else ""
    return (
        f"- {BY_TAB[tab].title}: {record['date']}, steps: {record['steps']}{images}, load average "
        f"before: {record['load_average_before']}{unrest}. {versions}."
    )


def to_svg(results: Mapping[str, Any]) -> bytes:
    """Returns the results as a figure that can be read on light and on dark ground."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from ninbook.runtime.shared import steady_svg

    steady_svg(mpl)
    records = results["frameworks"]
    limit = limit_seconds(results)
    figure = Figure(figsize=(7, 0.9 + 0.75 * len(records)), layout="constrained")
    axes = figure.add_subplot()
    longest = max(median(record, side) for record in records.values() for side in SIDES)
    for place, record in enumerate(records.values()):
        for shift, side in ((-0.19, "stock"), (0.19, "ours")):
            seconds = median(record, side)
            label = SIDES[side] if place == 0 else None
            axes.barh(place + shift, seconds, 0.34, color=_COLOURS[side], label=label)
            end = max(seconds, limit if abs(seconds - limit) < 0.12 * longest else 0)
            axes.text(end + 0.01 * longest, place + shift, f"{seconds:.2f}", va="center", c=_TEXT)
    axes.axvline(limit, color=_TEXT, lw=2, linestyle="--", label=f"arithmetic limit, {limit:.2f} s")
    axes.set_yticks(range(len(records)), [BY_TAB[tab].title for tab in records])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.1 * max(longest, limit))
    axes.set_xlabel("seconds per training step", color=_TEXT)
    axes.tick_params(colors=_TEXT)
    for name, spine in axes.spines.items():
        spine.set_visible(name in ("left", "bottom"))
        spine.set_color(_TEXT)
    figure.legend(loc="outside upper left", ncols=3, frameon=False, labelcolor=_TEXT)
    content = io.BytesIO()
    figure.savefig(content, format="svg", transparent=True, metadata={"Date": None})
    return content.getvalue()


def to_json(results: Mapping[str, Any]) -> str:
    """Returns the results with the medians and ratios that follow from them."""
    limit = limit_seconds(results)
    derived = {
        tab: {
            **{f"{side}_median_seconds": round(median(record, side), 3) for side in SIDES},
            "speed_up": round(median(record, "stock") / median(record, "ours"), 3),
            "ours_to_limit": round(median(record, "ours") / limit, 3),
        }
        for tab, record in results["frameworks"].items()
    }
    whole = {
        **results,
        "flop_per_step": FLOP_PER_STEP,
        "limit_seconds": round(limit, 4),
        "summary": derived,
    }
    return json.dumps(whole, indent=2) + "\n"
