#!/usr/bin/env python3
"""Draw the curves of two frozen training runs side by side as SVG.

    python img/curves.py tensorflow:2013 pytorch:2013 -o img/nin-dead.svg
    python img/curves.py tensorflow:2013 pytorch:2013 --lang ko -o img/nin-dead.ko.svg

A run is named by its tab and its seed; --page names another page than the
chapter's.  Several of one seed are told apart by the code in their file's name in
outputs/runs/, as in mxnet:2013:dab5ab3d; those of the present code come first.
Colours are CSS custom properties that a page may set, see parts.py.
"""

import argparse
import math
import os
import sys
from pathlib import Path

from parts import dashed, line, num, output, picture, text, write

from ninbook.frameworks import title_of
from ninbook.outputs import Store, seed_search
from ninbook.source import Book

W, H = 440, 292
TOP, BOTTOM, LEFTS, WIDTH = 50, 216, (44, 250), 180  # of the two plots
HIGHEST = 2.5
LINES = {  # colour and dashes of each curve
    "train_loss": ("conv", ""),
    "val_loss": ("fc", "7 4"),
    "val_acc": ("pool", "7 3 2 3"),
}
LABELS = {
    "en": {
        "title": "The curves of two training runs",
        "seed": "{}, seed {}",
        "dead": "dead after epoch {}",
        "ended": "accuracy {:.3f}",
        "epoch": "epoch",
        "train_loss": "training loss",
        "val_loss": "validation loss",
        "val_acc": "validation accuracy",
        "desc": "{}, {}. Validation loss after each epoch: {}. Validation accuracy: {}.",
    },
    "ko": {
        "title": "두 훈련의 곡선",
        "seed": "{}, 시드 {}",
        "dead": "{}에폭 뒤 죽음 판정",
        "ended": "정확도 {:.3f}",
        "epoch": "에폭",
        "train_loss": "훈련 손실",
        "val_loss": "검증 손실",
        "val_acc": "검증 정확도",
        "desc": "{}, {}. 에폭마다 검증 손실: {}. 검증 정확도: {}.",
    },
}


def height(value):
    return BOTTOM - (BOTTOM - TOP) * min(value, HIGHEST) / HIGHEST


def plot(run, left, epochs, words, ticks):
    """The curves of one training; marks on the axis of values if ticks is true."""
    yield text(left + WIDTH / 2, 18, words["seed"].format(title_of(run.tab), run.seed))
    yield text(left + WIDTH / 2, 37, outcome(run, words), colour="muted")
    guess = height(math.log(10))
    for value in (0, 0.5, 1, 1.5, 2, 2.5):
        yield line(f"M{left} {num(height(value))}h{WIDTH}", "fg", ' stroke-opacity=".15"')
        if ticks and value % 1 == 0:
            yield text(left - 6, height(value) + 4.5, str(int(value)), "end", "muted")
    if ticks:
        yield text(left - 6, guess + 4.5, "ln 10", "end", "muted")
    yield line(f"M{left} {num(guess)}h{WIDTH}", "muted", ' stroke-dasharray="2 3"')
    for epoch in range(0, epochs + 1, 2):
        x = left + WIDTH * epoch / epochs
        yield line(f"M{num(x)} {BOTTOM}v4", "muted")
        yield text(x, BOTTOM + 18, str(epoch), colour="muted")
    yield text(left + WIDTH / 2, BOTTOM + 35, words["epoch"], colour="muted")
    for name, (colour, dashes) in LINES.items():
        points = [(left + WIDTH * x / epochs, height(y)) for x, y in run.curves[name]]
        d = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
        yield line(d, colour, f' stroke-width="2" stroke-linejoin="round"{dashed(dashes)}')


def outcome(run, words):
    if run.dead_after is not None:
        return words["dead"].format(run.dead_after)
    return words["ended"].format(run.accuracy)


def legend(words, lang):
    """What the lines are, in one row."""
    wide = 13 if lang == "ko" else 6.4
    widths = [30 + wide * len(words[name].replace(" ", "")) for name in LINES]
    gap = (W - sum(widths)) / 4
    x = gap
    for (name, (colour, dashes)), width in zip(LINES.items(), widths):
        yield line(f"M{num(x)} {H - 14}h24", colour, f' stroke-width="2"{dashed(dashes)}')
        yield text(x + 29, H - 9.5, words[name], "start")
        x += width + gap


def described(run, words):
    losses, accuracies = (
        ", ".join(f"{y:.2f}" for _, y in run.curves[name]) for name in ("val_loss", "val_acc")
    )
    name = words["seed"].format(title_of(run.tab), run.seed)
    return words["desc"].format(name, outcome(run, words), losses, accuracies)


def draw(runs, lang):
    """Return the figure as SVG."""
    words = LABELS[lang]
    epochs = max(math.ceil(run.curves["val_acc"][-1][0]) for run in runs)
    desc = " ".join(described(run, words) for run in runs)
    body = [
        *plot(runs[0], LEFTS[0], epochs, words, True),
        *plot(runs[1], LEFTS[1], epochs, words, False),
        *legend(words, lang),
    ]
    return picture("fig-curves", (W, H), lang, words["title"], desc, body)


def frozen(page, name):
    """Return the frozen training of a page that is named as tab:seed or tab:seed:code."""
    tab, seed, code, *_ = f"{name}::".split(":")
    book = Book.open(Path.cwd())
    search = seed_search(book, Store(book.root), book.page(Path(f"{page}.md")), tab)
    for run in (*search.tried, *search.archived) if search else ():
        if run.file_name.startswith(f"{page}.{tab}.full.{seed}.{code}"):
            return run
    sys.exit(f"curves.py: no frozen training {name} of {page}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs=2, metavar="TAB:SEED", help="a training, as tensorflow:2013")
    parser.add_argument("--page", default="chapter_cnn-modern/nin")
    parser.add_argument("--lang", choices=sorted(LABELS), default="en")
    parser.add_argument("-o", "--output", type=output, help="file to write (default: stdout)")
    args = parser.parse_args()
    os.chdir(Path(__file__).resolve().parents[1])
    write(draw([frozen(args.page, name) for name in args.runs], args.lang), args.output)


if __name__ == "__main__":
    main()
