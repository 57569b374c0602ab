#!/usr/bin/env python3
"""Draw the figure of nin.py for slides as SVG: as wide as they are, with large letters.

    python img/wide.py -o img/nin-wide.svg
    python img/wide.py --lang ko -o img/nin-wide.ko.svg

Data flow from left to right: VGG, what is in a VGG block, NiN, what is in a NiN block.
A slide shows the picture 1.42 times as large, with letters of 16 and 17 of its pixels.
"""

from nin import LABELS, Figure, defs, legend
from parts import main, num, picture

W, H = 812, 444  # as wide by high as the room for a figure on a slide
EDGE, FRAME, INNER, STEP = 9, 80, 46, 18  # of rows; heights of a frame and in it; its arrows
SMALL, LINE = 11.4, 15.5  # letters; from line to line
# Beside the words of nin.py, the widths of layers in the row of NiN and in the frames.
WORDS = {
    "en": {
        "sides": ("Above", "Below"),
        "size": "above each layer: the size of its output",
        "row": {"input": 48, "block": 73, "pool": 65, "dropout": 57, "gap": 56, "logits": 40},
        "frames": {"conv3": 146, "pool2": 100, "convk": 164, "conv1": 146},
    },
    "ko": {
        "sides": ("위", "아래"),
        "size": "레이어 위의 숫자는 출력 크기",
        "row": {"input": 44, "block": 73, "pool": 73, "dropout": 54, "gap": 42, "logits": 40},
        "frames": {"conv3": 120, "pool2": 100, "convk": 170, "conv1": 120},
    },
}


class Wide(Figure):
    def shape(self, kind, x, y, w, h):
        if kind == "pool":  # narrower at its output
            inset = min(8, h / 4)
            self.path(
                f"M{num(x)} {num(y)}v{num(h)}l{num(w)} {num(-inset)}V{num(y + inset)}z",
                ("pool", "pool"),
                'fill-opacity=".16" stroke-linejoin="round"',
            )
        elif kind == "vgg":
            super().shape("conv", x, y, w - 13, h)
            self.shape("pool", x + w - 11, y, 11, h)
        elif kind == "data":
            self.rect(x, y + h / 2 - 20, w, 40, "muted", 'fill-opacity=".1"', 16)
        elif kind == "dots":
            dots = 'stroke-width="2.4" stroke-linecap="round" stroke-dasharray="0 6"'
            self.path(f"M{num(x)} {num(y + h / 2)}h{w}", (None, "muted"), dots)
        else:
            super().shape(kind, x, y, w, h)

    def layer(self, kind, x, y, w, h, labels):
        """A layer with its lines of text; "relu" has its ReLU on the right."""
        self.shape(kind, x, y, w, h)
        if kind == "relu":
            w -= 38
            self.path(f"M{num(x + w)} {num(y)}v{h}", (None, "conv"), 'stroke-dasharray="2 2"')
            self.text(x + w + 19, y + h / 2, "ReLU")
        cx = x + w / 2 + {"fc": 11, "vgg": -6.5, "pool": -1.5}.get(kind, 0)
        cy = y + (h - (len(labels) - 1) * LINE) / 2 - (13 if kind == "dots" else 0)
        for i, string in enumerate(labels):
            bold = kind in ("vgg", "fc") or (kind == "block" and i < 2)
            size = SMALL if kind == "pool" or (kind == "block" and i > 1) else 12
            colour = "muted" if kind == "dots" else "fg"
            self.text(cx, cy + i * LINE, string, size, colour, bold=bold)

    def arrow(self, x, y, length):
        self.arrows.append(f'<path d="M{num(x)} {num(y)}h{num(length - 1)}"/>')

    def chain(self, x, y, h, gap, layers):
        """Layers (kind, width, labels, size) joined by arrows; return where they begin."""
        begins, before = [], "dots"
        for kind, w, labels, *size in layers:
            if "dots" not in (before, kind):
                self.arrow(x - gap, y + h / 2, gap)
            self.layer(kind, x, y, w, h, labels)
            for string in size:
                self.text(x + w / 2, y - 11, string, SMALL, "muted")
            begins.append(x)
            x, before = x + w + gap, kind
        return begins

    def network(self, y, h, layers):
        """Layers from edge to edge."""
        gap = (W - 2 * EDGE - sum(w for _, w, *_ in layers)) / (len(layers) - 1)
        return self.chain(EDGE, y, h, gap, layers)

    def inside(self, y, left, right, head, note, layers):
        """What is in a block: a frame that opens out of the first block."""
        w = sum(w for _, w, *_ in layers) + STEP * (len(layers) + 1)
        d = f"M{num(left)} {y - 15}H{num(right)}L{EDGE + w - 5} {y}H{EDGE + 5}z"
        self.path(d, ("conv",), 'fill-opacity=".16"')
        self.rect(EDGE, y, w, FRAME, "conv", 'fill-opacity=".04"', 7)
        self.text(EDGE + STEP, y + 14, head, anchor="start", bold=True)
        self.text(EDGE + w - STEP, y + 14, " ".join(note), colour="muted", anchor="end")
        for x in (EDGE, EDGE + w - STEP):
            self.arrow(x, y + 27 + INNER / 2, STEP)
        self.chain(EDGE + STEP, y + 27, INNER, STEP, layers)

    def callout(self, x0, x1, y, labels, colour):
        """A bracket below the layers from x0 to x1 with a remark, half of it bold."""
        self.path(f"M{num(x0)} {y}v6H{num(x1)}v-6", (None, colour), 'stroke-width="1.5"')
        for i, string in enumerate(labels):
            shade = "muted" if i > 1 else colour
            self.text((x0 + x1) / 2, y + 22 + 16 * i, string, colour=shade, bold=i < 2)


def draw(lang):
    """Return the figure as SVG."""
    t, own, fig = LABELS[lang], WORDS[lang], Wide()
    row, frames = own["row"], own["frames"]
    for y, h, head in ((1, 188, t["heads"][1]), (193, 217, t["heads"][3])):
        fig.rect(1, y, W - 2, h, "fg", 'fill-opacity=".025" stroke-opacity=".18"', 10)
        fig.text(EDGE + 5, y + 16, head, 16, anchor="start", bold=True)
    fig.text(W - EDGE - 5, 209, own["size"], colour="muted", anchor="end")
    first = ("data", row["input"], [t["input"]])
    last = ("data", row["logits"], t["logits"].split())

    layers = [first] + [("vgg", 78, t["heads"][0].split())] * 5
    layers += [("fc", 75, t["fc"].format(outputs).split()) for outputs in (4096, 4096, 10)]
    x = fig.network(31, 56, [*layers, last])
    fig.callout(x[6], x[8] + 75, 92, t["with_fc"], "fc")
    conv3 = ("relu", frames["conv3"], t["conv3"])
    layers = [conv3, ("dots", 43, [t["repeat"]]), conv3, ("pool", frames["pool2"], t["pool2"])]
    fig.inside(102, x[1], x[1] + 78, t["heads"][0], t["notes"][0], layers)

    def block(n, args, size):
        labels = [*t["nin"].format(n).rsplit(" ", 1), *args.split(", ")]
        return "block", row["block"], labels, size

    window, pooling = t["pool3"].split(" ", 1)
    layers = [(*first, "224×224")]
    for n, args, a, b in zip((96, 256, 384), t["args"], (54, 26, 12), (26, 12, 5)):
        layers.append(block(n, args, f"{n}×{a}×{a}"))
        layers.append(("pool", row["pool"], [window, *pooling.split(", ")], f"{n}×{b}×{b}"))
    layers.append(("dropout", row["dropout"], t["dropout"].split()))
    layers.append(block(10, t["args"][3], "10×5×5"))
    layers.append(("pool", row["gap"], t["gap"].split(), "10"))
    x = fig.network(241, 68, [*layers, last])
    fig.callout(x[8], x[9] + row["gap"], 314, t["no_fc"], "fg")
    conv1 = ("relu", frames["conv1"], [t["conv1"]])
    layers = [("relu", frames["convk"], t["convk"]), conv1, conv1]
    fig.inside(324, x[1], x[1] + row["block"], t["heads"][2], t["notes"][1], layers)

    fig.keys(legend(t, W), 420)
    body = [defs(), '<g font-size="12" text-anchor="middle">', *fig.drawn(), "</g>"]
    desc = t["desc"].format(*own["sides"])
    return picture("fig-nin-wide", (W, H), lang, t["title"], desc, body)


if __name__ == "__main__":
    main(__doc__, LABELS, draw)
