#!/usr/bin/env python3
"""Draw the two ideas of NiN as SVG: a 1x1 convolution, and global average pooling.

    python img/ideas.py 1x1 -o img/nin-1x1.svg
    python img/ideas.py gap --lang ko -o img/nin-gap.ko.svg

The numbers are a small example.  They also stand in the picture's data-example, from
which the site's script computes what readers see as they move the pixel or the object.
"""

import argparse
import json
from html import escape

import numpy as np
from parts import line, num, output, paint, picture, text, write

SIDE = 5  # of a map, in cells
INPUT = [
    "01100 12210 12321 01221 00110",
    "21001 21011 10112 01122 01221",
    "00122 01221 12210 22100 21001",
]
ADDED = [2, 1, 0]  # to the pixel's channels
W, B = [[1, 1, -1], [-1, -1, 2]], [0, 0]
PIXEL, MOST = (1, 3), 5
OBJECT = [[2, 4, 1], [5, 9, 3], [1, 4, 2]]
PLACES = (1, 0), (2, 2)  # of the object, before and after it moves
LABELS = {
    "en": {
        "1x1": "A 1×1 convolution at one pixel",
        "1x1-desc": "Three input maps of 5×5 pixels. The column of one pixel, x = {x}, times "
        "the matrix W gives {pre}, and ReLU makes {h} of it: the same pixel in two output maps.",
        "heads": ("input", "**x**", "**W**", "**Wx**", "ReLU", "output"),
        "gap": "Global average pooling",
        "gap-desc": "A map with an object, and the same with the object moved. Both have the "
        "average {average}.",
        "maps": ("map", "object moved"),
        "average": "average",
    },
    "ko": {
        "1x1": "한 픽셀의 1×1 합성곱",
        "1x1-desc": "5×5픽셀 입력 맵 세 개. 한 픽셀의 채널 값 x = {x}에 행렬 W를 곱하면 {pre}이고, "
        "여기에 ReLU를 적용하면 {h}입니다. 이 값이 출력 맵 두 개에서 같은 픽셀의 값이 됩니다.",
        "heads": ("입력", "**x**", "**W**", "**Wx**", "ReLU", "출력"),
        "gap": "전역 평균 풀링",
        "gap-desc": "물체가 있는 맵과 물체를 옮긴 맵. 평균은 둘 다 {average}입니다.",
        "maps": ("맵", "물체를 옮긴 맵"),
        "average": "평균",
    },
}
CELL, TOP, GAP = 14, 28, 14  # of the maps of the 1x1 convolution
LEFT, RIGHT, HEIGHT = 6, 364, 272
COLUMNS, BOX = (104, 262, 318), (30, 26)  # left edges of the columns of numbers; a box of theirs
MATRIX = 152


def grid(left, top, size, values, most, numbers=False):
    """A map as squares, the fuller the larger the value; paler if numbers stand on them."""
    strength = 0.55 if numbers else 0.8
    yield f'<g data-cells="{left} {top} {size}" {paint("conv")}>'
    for value in np.unique(values[values > 0]):  # the script makes one path per cell
        d = "".join(
            f"M{left + column * size} {top + row * size}h{size}v{size}h-{size}z"
            for row, column in np.argwhere(values == value)
        )
        yield f'<path d="{d}" fill-opacity="{strength * value / most:.2g}"/>'
    yield "</g>"
    d = "".join(
        f"M{left} {top + size * n}h{SIDE * size}M{left + size * n} {top}v{SIDE * size}"
        for n in range(SIDE + 1)
    )
    yield line(d, "muted", ' stroke-opacity=".5"')
    if numbers:
        yield f'<g data-numbers="" text-anchor="middle" {paint("fg")}>'
        for (row, column), value in np.ndenumerate(values):
            x, y = left + (column + 0.5) * size, top + (row + 0.5) * size + 4.5
            yield f'<text x="{num(x)}" y="{num(y)}">{value}</text>'
        yield "</g>"


def tops(count):
    """The upper edges of maps that stand below each other, in the middle of the picture."""
    whole = 3 * SIDE * CELL + 2 * GAP
    first = TOP + (whole - count * SIDE * CELL - (count - 1) * GAP) / 2
    return [int(first + n * (SIDE * CELL + GAP)) for n in range(count)]


def boxes(left, values, colour):
    """A column of numbers."""
    width, height = BOX
    top = 142 - len(values) * height / 2
    for n, value in enumerate(values):
        y = top + n * height
        yield f'<rect x="{left}" y="{num(y)}" width="{width}" height="{height}" '
        yield f'{paint(None, colour)} stroke-width="1.5"/>'
        yield text(left + width / 2, y + 18, signed(value), extra=' data-value=""')


def signed(value):
    return str(value).replace("-", "−")


def link(start, end):
    (x, y), (to_x, to_y) = start, end
    return line(f"M{x} {y}L{to_x} {num(to_y)}", "fc", ' data-link=""')


def head(x, string):
    """A word above a column; what stands between ** is bold."""
    parts = string.split("**")
    spans = (
        f'<tspan font-weight="700">{escape(part)}</tspan>' if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )
    return f'<text x="{num(x)}" y="16" text-anchor="middle" {paint("fg")}>{"".join(spans)}</text>'


def convolution(words):
    """The maps on both sides, and between them what happens at one pixel."""
    maps = np.array([[[*map(int, row)] for row in rows.split()] for rows in INPUT])
    example = {"input": maps.tolist(), "added": ADDED, "w": W, "b": B, "most": MOST}
    row, column = PIXEL
    maps[:, row, column] += ADDED
    x = maps[:, row, column]
    sums = np.einsum("dc,chw->dhw", W, maps) + np.array(B)[:, None, None]
    found = np.maximum(sums, 0)
    pre, h = sums[:, row, column], found[:, row, column]
    centres = (
        LEFT + 35,
        COLUMNS[0] + 15,
        MATRIX + 45,
        COLUMNS[1] + 11,
        COLUMNS[2] + 20,
        RIGHT + 35,
    )
    body = [head(centre, word) for centre, word in zip(centres, words["heads"])]
    for side, values, at in ((LEFT, maps, COLUMNS[0]), (RIGHT, found, COLUMNS[2])):
        for n, (top, map_) in enumerate(zip(tops(len(values)), values)):
            body += grid(side, top, CELL, map_, MOST)
            place = side + column * CELL, top + row * CELL
            body.append(
                f'<rect x="{place[0]}" y="{place[1]}" width="{CELL}" height="{CELL}" '
                f'{paint(None, "fc")} stroke-width="2.5" data-pixel=""/>'
            )
            box = 142 + (n + 0.5 - len(values) / 2) * BOX[1]
            edge = (at, box) if side == LEFT else (at + BOX[0], box)
            body.append(link((place[0] + CELL / 2, place[1] + CELL / 2), edge))
    body += [
        *boxes(COLUMNS[0], x, "fc"),
        *boxes(COLUMNS[1], pre, "fc"),
        *boxes(COLUMNS[2], h, "fc"),
    ]
    for n, weights in enumerate(W):
        for m, weight in enumerate(weights):
            body.append(text(MATRIX + 15 + 30 * m, 134 + 26 * n, signed(weight)))
    body.append(line(f"M{MATRIX + 5} 116h-5v52h5M{MATRIX + 85} 116h5v52h-5", "fg"))
    for start, end in ((COLUMNS[0] + 34, MATRIX - 4), (MATRIX + 94, COLUMNS[1] - 3), (294, 315)):
        body.append(line(f"M{start} 142H{end}m-5 -4l5 4l-5 4", "fg"))
    desc = words["1x1-desc"].format(x=x.tolist(), pre=pre.tolist(), h=h.tolist())
    return (440, HEIGHT), desc, body, example


def pooling(words):
    """A map and its average, twice."""
    object_ = np.array(OBJECT)
    average = object_.sum() / SIDE**2
    body, size = [], 22
    for n, ((row, column), name) in enumerate(zip(PLACES, words["maps"])):
        values = np.zeros((SIDE, SIDE), int)
        values[row : row + 3, column : column + 3] = object_
        left = 6 + 226 * n
        body.append(text(left + SIDE * size / 2, 16, name))
        body += grid(left, TOP, size, values, object_.max(), numbers=True)
        body.append(line(f"M{left + 116} 83h30m-6 -5l6 5l-6 5", "fg"))
        body.append(text(left + 176, 66, words["average"], colour="muted"))
        body.append(
            text(left + 176, 90, f"{average:.2f}", "middle", "fg", ' font-size="20" data-value=""')
        )
    example = {"object": OBJECT, "place": PLACES[1], "most": int(object_.max())}
    return (440, TOP + SIDE * size + 6), words["gap-desc"].format(average=average), body, example


FIGURES = {"1x1": convolution, "gap": pooling}


def draw(name, lang):
    """Return a figure as SVG."""
    words = LABELS[lang]
    size, desc, body, example = FIGURES[name](words)
    svg = picture(f"fig-{name}", size, lang, words[name], desc, body)
    data = escape(json.dumps(example, separators=(",", ":")))
    return svg.replace("<svg ", f'<svg data-example="{data}" ', 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("figure", choices=sorted(FIGURES))
    parser.add_argument("--lang", choices=sorted(LABELS), default="en")
    parser.add_argument("-o", "--output", type=output, help="file to write (default: stdout)")
    args = parser.parse_args()
    write(draw(args.figure, args.lang), args.output)


if __name__ == "__main__":
    main()
