#!/usr/bin/env python3
"""Draw the figure that compares VGG with Network in Network (NiN) as SVG.

    python img/nin.py --lang en -o img/nin.svg
    python img/nin.py --lang ko > nin-ko.svg

Four columns, data flowing downwards: VGG block, VGG, NiN block, NiN.  In a page
on a narrow screen VGG stands above NiN, so that letters stay legible.  Every
kind of layer has its own outline as well as its own hue.
"""

from html import escape
from itertools import accumulate

from parts import main, num, paint, picture

W, H, GAP = 760, 640, 18  # the picture; the length of an arrow
TOP, END, FRAME = 60, 588, 224  # first and last rows; height of a frame
# The picture on a narrow screen; NiN is below VGG by this.
NARROW_W, NARROW_H, STEP = 438, 1272, 610
VGG_BLOCK, VGG, NIN_BLOCK, NIN = (20, 142), (184, 124), (340, 140), (500, 168)

# *k* is set in italics.
LABELS = {
    "en": {
        "title": "VGG compared with Network in Network (NiN)",
        "desc": "{}: a VGG block repeats 3×3 convolutions and ends with 2×2 max-pooling; VGG "
        "stacks such blocks and ends with three fully connected layers of 4096, 4096 and "
        "10 outputs. {}: a NiN block is a k×k convolution and two 1×1 convolutions, "
        "each followed by ReLU; NiN alternates four such blocks with max-pooling and ends "
        "with global average pooling. It has no fully connected layer.",
        "sides": ("Left", "Right"),
        "heads": ("VGG block", "VGG", "NiN block", "NiN", "size"),
        "input": "input",
        "logits": "10 logits",
        "repeat": "repeated",
        "conv3": ("3×3 convolution", "padding 1"),
        "pool2": ("2×2 max-pool", "stride 2"),
        "convk": ("*k*×*k* convolution", "stride *s*, padding *p*"),
        "conv1": "1×1 convolution",
        "nin": "NiN block {}",
        "fc": "FC {}",
        "pool3": "3×3 max-pool, stride 2",
        "args": ("11×11, stride 4", "5×5, padding 2", "3×3, padding 1", "3×3, padding 1"),
        "dropout": "dropout 0.5",
        "gap": "global average pooling",
        "notes": (
            ("The pooling halves", "height and width."),
            ("1×1 convolutions mix", "the channels of a pixel."),
        ),
        "with_fc": ("Three fully", "connected layers", "hold most of", "the parameters."),
        "no_fc": (
            "No fully",
            "connected layer:",
            "one channel per class,",
            "averaged to one logit.",
        ),
        "legend": ("convolution", "pooling", "fully connected (FC)", "dropout"),
    },
    "ko": {
        "title": "VGG와 네트워크 인 네트워크(NiN)의 비교",
        "desc": "{}: VGG 블록은 3×3 합성곱을 반복하고 2×2 최대 풀링으로 끝납니다. VGG는 이런 "
        "블록을 쌓은 뒤, 출력이 4096개, 4096개, 10개인 완전 연결 레이어 세 개로 끝납니다. "
        "{}: NiN 블록은 k×k 합성곱 하나와 1×1 합성곱 두 개로 이루어지며, 합성곱마다 "
        "ReLU가 뒤따릅니다. NiN은 이런 블록 네 개를 최대 풀링과 번갈아 놓고 전역 평균 "
        "풀링으로 끝납니다. 완전 연결 레이어는 없습니다.",
        "sides": ("왼쪽", "오른쪽"),
        "heads": ("VGG 블록", "VGG", "NiN 블록", "NiN", "크기"),
        "input": "입력",
        "logits": "로짓 10개",
        "repeat": "반복",
        "conv3": ("3×3 합성곱", "패딩 1"),
        "pool2": ("2×2 최대 풀링", "스트라이드 2"),
        "convk": ("*k*×*k* 합성곱", "스트라이드 *s*, 패딩 *p*"),
        "conv1": "1×1 합성곱",
        "nin": "NiN 블록 {}",
        "fc": "완전 연결 {}",
        "pool3": "3×3 최대 풀링, 스트라이드 2",
        "args": ("11×11, 스트라이드 4", "5×5, 패딩 2", "3×3, 패딩 1", "3×3, 패딩 1"),
        "dropout": "드롭아웃 0.5",
        "gap": "전역 평균 풀링",
        "notes": (
            ("풀링이 높이와 너비를", "절반으로 줄입니다."),
            ("1×1 합성곱은 픽셀마다", "채널을 섞습니다."),
        ),
        "with_fc": ("완전 연결", "레이어 세 개에", "파라미터 대부분이", "들어 있습니다."),
        "no_fc": (
            "완전 연결",
            "레이어가 없습니다.",
            "클래스마다 채널 하나,",
            "그 평균이 로짓입니다.",
        ),
        "legend": ("합성곱", "풀링", "완전 연결 레이어", "드롭아웃"),
    },
}


def narrow(shifts):
    """The rule for a narrow screen: as high as the half of the picture that the box holds.

    shifts: where groups of the picture go there, by class; below it is room for the rest.
    """
    moved = "; ".join(
        [
            f"display: block; width: 100%; height: auto; aspect-ratio: {NARROW_W} / {H}",
            f"overflow: visible; margin-bottom: {100 * (NARROW_H - H) / NARROW_W:.1f}%",
        ]
    )
    moved = f"article svg.fig-nin {{ {moved} }}"
    for name, (x, y) in shifts.items():
        moved += f" article .fig-nin .{name} {{ transform: translate({num(x)}px, {num(y)}px) }}"
    return f"@media screen and (max-width: 40em) {{ {moved} }}"


ARROWS = f'{paint(None, "muted")} stroke-width="1.3" marker-end="url(#fig-nin-head)"'


class Figure:
    def __init__(self):
        self.out, self.arrows = [], []

    def drawn(self):
        """All elements, arrows above the others."""
        arrows = [f"<g {ARROWS}>", *self.arrows, "</g>"]
        return self.out + (arrows if self.arrows else [])

    def text(self, x, y, string, size=12, colour="fg", anchor="middle", bold=False):
        """A line of text whose middle is at height y."""
        parts = escape(string, quote=False).split("*")
        parts[1::2] = [f'<tspan font-style="italic">{p}</tspan>' for p in parts[1::2]]
        extra = f' font-size="{num(size)}"' if size != 12 else ""
        extra += f' text-anchor="{anchor}"' if anchor != "middle" else ""
        extra += ' font-weight="600"' if bold else ""
        self.out.append(
            f'<text x="{num(x)}" y="{num(y + 0.35 * size)}"{extra} {paint(colour)}>'
            f"{''.join(parts)}</text>"
        )

    def path(self, d, colours, extra):
        self.out.append(f'<path d="{d}" {paint(*colours)} {extra}/>')

    def rect(self, x, y, w, h, colour, extra, rx=5):
        self.out.append(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}" '
            f'rx="{rx}" {paint(colour, colour)} {extra}/>'
        )

    def shape(self, kind, x, y, w, h):
        """The outline that tells the kind of layer."""
        if kind == "pool":  # narrower at its output
            self.path(
                f"M{num(x)} {num(y)}h{num(w)}l-8 {num(h)}H{num(x + 8)}z",
                ("pool", "pool"),
                'fill-opacity=".16" stroke-linejoin="round"',
            )
        elif kind == "fc":  # a thick line and a mesh of connections
            self.rect(x, y, w, h, "fc", 'fill-opacity=".16" stroke-width="2"')
            self.out.append(
                f'<use href="#fig-nin-mesh" x="{num(x + 8)}" '
                f'y="{num(y + h / 2 - 7)}" {paint(None, "fc")}/>'
            )
        elif kind == "dropout":
            self.rect(x, y, w, h, "muted", 'fill-opacity="0" stroke-dasharray="4 3"')
        elif kind == "data":
            self.rect(x + w / 8, y, w * 3 / 4, h, "muted", 'fill-opacity=".1"', h / 2)
        elif kind == "vgg":  # convolutions with their pooling
            self.shape("conv", x, y, w, h - 12)
            self.shape("pool", x, y + h - 10.5, w, 10.5)
        else:
            self.rect(x, y, w, h, "conv", 'fill-opacity=".16"')

    def layer(self, kind, x, y, w, h, labels):
        """A layer with one or two lines of text; "relu" has its ReLU below."""
        self.shape(kind, x, y, w, h)
        if kind == "relu":
            h -= 18
            self.path(f"M{x} {num(y + h)}h{w}", (None, "conv"), 'stroke-dasharray="2 2"')
            self.text(x + w / 2, y + h + 9, "ReLU", 11)
        cx = x + w / 2 + (12 if kind == "fc" else 0)
        cy = y + (h - 12 if kind == "vgg" else h) / 2
        if len(labels) == 2:
            self.text(cx, cy + 8, labels[1], 11)
            cy -= 7
        self.text(
            cx, cy, labels[0], 11.5 if kind == "pool" else 12, bold=kind in ("block", "vgg", "fc")
        )

    def arrow(self, x, y):
        self.arrows.append(f'<path d="M{num(x)} {num(y)}v{GAP - 1}"/>')

    def chain(self, x, y, w, layers):
        """Layers (kind, height, labels, size) joined by arrows; return the end."""
        joined = False
        for kind, h, labels, *size in layers:
            if kind == "dots":
                self.path(
                    f"M{num(x + w / 2)} {num(y + 4)}v20",
                    (None, "muted"),
                    'stroke-width="2.4" stroke-linecap="round" stroke-dasharray="0 6"',
                )
                self.text(x + w / 2 + 10, y + 13, labels[0], 11, "muted", "start")
            else:
                if joined:
                    self.arrow(x + w / 2, y)
                    y += GAP
                self.layer(kind, x, y, w, h, labels)
                if size:
                    self.text(x + w + 8, y + h / 2, size[0], 11, "muted", "start")
            joined = kind != "dots"
            y += h
        return y

    def inside(self, column, block, block_h, layers, note):
        """What is in a block: a frame that opens out of the first block."""
        x, w, y = *column, TOP + 24 + GAP
        self.path(
            f"M{x + w} {y}H{block[0]}v{block_h}L{x + w} {y + FRAME - 5}z",
            ("conv",),
            'fill-opacity=".16"',
        )
        self.rect(x, y, w, FRAME, "conv", 'fill-opacity=".04"', 7)
        self.arrow(x + w / 2, y)
        self.arrow(x + w / 2, self.chain(x + 10, y + GAP, w - 20, layers))
        for i, string in enumerate(note):
            self.text(x + w / 2, y + FRAME + 18 + 16 * i, string, 12, "muted")

    def keys(self, keys, y):
        """Samples of kinds of layers with what they are."""
        for kind, string, x, _ in keys:
            self.shape(kind, x, y, 34, 18)
            self.text(x + 42, y + 9, string, anchor="start")

    def callout(self, x, y0, y1, labels, colour):
        """A bracket left of the rows y0 to y1 with a remark, half of it bold."""
        self.path(f"M{x} {y0}h-6V{y1}h6", (None, colour), 'stroke-width="1.5"')
        for i, string in enumerate(labels):
            self.text(
                x - 14,
                (y0 + y1) / 2 - 24 + 16 * i,
                string,
                12,
                "muted" if i > 1 else colour,
                "end",
                i < 2,
            )


def legend(t, width):
    """Kinds of layers in a line across the picture: kind, words, x and width of each."""
    widths = [sum(11 if c > "\u1100" else 6 for c in s) + 42 for s in t["legend"]]
    xs = accumulate([(width - sum(widths) - 3 * 30) / 2] + [w + 30 for w in widths[:3]])
    return list(zip(("conv", "pool", "fc", "dropout"), t["legend"], xs, widths))


def defs():
    """The head of an arrow and the mesh of a fully connected layer."""
    mesh = "".join(f"M2 {a}L16 {b}" for a in (2, 7, 12) for b in (2, 7, 12))
    nodes = "".join(f"M{a} {b}h0" for a in (2, 16) for b in (2, 7, 12))
    return (
        "<defs>\n"
        '<marker id="fig-nin-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" {paint("muted")}/></marker>\n'
        f'<g id="fig-nin-mesh" stroke-linecap="round"><path d="{mesh}" stroke-width=".7"/>'
        f'<path d="{nodes}" stroke-width="3.4"/></g>\n'
        "</defs>"
    )


def draw(lang):
    """Return the figure as SVG."""
    t = LABELS[lang]
    vgg, nin = Figure(), Figure()
    for fig, x, w in ((vgg, 6, 316), (nin, 328, 426)):
        fig.rect(x, 6, w, END + 10, "fg", 'fill-opacity=".025" stroke-opacity=".18"', 10)
    for fig, (x, w), head in zip(
        (vgg, vgg, nin, nin), (VGG_BLOCK, VGG, NIN_BLOCK, NIN), t["heads"]
    ):
        fig.text(x + w / 2, 31, head, 16, bold=True)
    nin.text(NIN[0] + NIN[1] + 8, 31, t["heads"][4], 11, "muted", "start")

    conv3, conv1 = ("relu", 54, t["conv3"]), ("relu", 48, (t["conv1"],))
    vgg.inside(
        VGG_BLOCK,
        VGG,
        44.4,
        [conv3, ("dots", 26, (t["repeat"],)), conv3, ("pool", 36, t["pool2"])],
        t["notes"][0],
    )
    nin.inside(NIN_BLOCK, NIN, 40, [("relu", 56, t["convk"]), conv1, conv1], t["notes"][1])

    layers = [("data", 24, (t["input"],))] + [("vgg", 44.4, t["heads"][:1])] * 5
    layers += [("fc", 32, (t["fc"].format(outputs),)) for outputs in (4096, 4096, 10)]
    vgg.chain(VGG[0], TOP, VGG[1], layers + [("data", 24, (t["logits"],))])

    layers = [("data", 24, (t["input"],), "224×224")]
    for n, args, a, b in zip((96, 256, 384), t["args"], (54, 26, 12), (26, 12, 5)):
        layers += [
            ("block", 40, (t["nin"].format(n), args), f"{n}×{a}×{a}"),
            ("pool", 28, (t["pool3"],), f"{n}×{b}×{b}"),
        ]
    layers += [
        ("dropout", 28, (t["dropout"],)),
        ("block", 40, (t["nin"].format(10), t["args"][3]), "10×5×5"),
        ("pool", 28, (t["gap"],), "10"),
        ("data", 24, (t["logits"],)),
    ]
    nin.chain(NIN[0], TOP, NIN[1], layers)
    last = END - 24 - GAP  # the end of the last layer
    vgg.callout(VGG[0] - 8, last - 132, last, t["with_fc"], "fc")
    nin.callout(NIN[0] - 8, last - 86, last, t["no_fc"], "fg")

    parts = {"vgg": vgg, "nin": nin}
    shifts = {"vgg": ((NARROW_W - 328) / 2, 0), "nin": (-322, STEP)}
    keys = legend(t, W)
    for row, pair in enumerate((keys[:2], keys[2:])):  # on a narrow screen
        parts[f"key-{row + 1}"] = fig = Figure()
        fig.keys(pair, 614)
        (_, _, x, _), (_, _, last, width) = pair
        shifts[f"key-{row + 1}"] = ((NARROW_W - x - last - width) / 2, STEP + 24 * row)

    body = [defs(), '<g font-size="12" text-anchor="middle">']
    for name, fig in parts.items():
        body += [f'<g class="{name}">', *fig.drawn(), "</g>"]
    desc, view = t["desc"].format(*t["sides"]), ' preserveAspectRatio="xMinYMin slice"'
    return picture(
        "fig-nin", (W, H), lang, t["title"], desc, [*body, "</g>"], [narrow(shifts)], view
    )


if __name__ == "__main__":
    main(__doc__, LABELS, draw)
