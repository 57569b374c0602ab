#!/usr/bin/env python3
"""Draw the last ten feature maps of the trained network over a test image as SVG.

    python img/maps.py -o img/nin-maps.svg
    python img/maps.py --lang ko -o img/nin-maps.ko.svg

The maps are computed from the frozen weights of the PyTorch tab.  Each cell lies
over the middle of what it sees, as in the live network of the site.
"""

import base64
from html import escape
from pathlib import Path

import numpy as np
import torch
from fashion_mnist import png
from parts import FONT, main, num
from PIL import Image
from safetensors.torch import load_file
from torch.nn import functional

from ninbook.dataset.fashion_mnist import IMAGE_SIDE, load
from ninbook.directives import live
from ninbook.networks.network import places_of
from ninbook.networks.presets import LIVE_PRESETS
from ninbook.words.words import words_in

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "outputs/chapter_cnn-modern/nin.pytorch.full.safetensors"
NIN = LIVE_PRESETS["nin"].network
IMAGE = 9  # number of the test image, a sneaker
SIDE, GAP, ROW, COLUMNS = 80, 9, 124, 5  # of a tile; the height of a row of tiles
W, H = COLUMNS * (SIDE + GAP) + GAP, 2 * ROW + 8
HEAT, LIGHT, GREY, GROUND = "#ff8c1a", "#e6e8eb", "#57606a", "#131416"  # in both schemes
LABELS = {
    "en": (
        "The last ten feature maps of NiN over an image",
        "The same test image of a sneaker ten times, each time under the map of another class. "
        "Averages of the maps: {}.",
    ),
    "ko": (
        "이미지 위에 겹친 NiN의 마지막 특징 맵 열 개",
        "같은 스니커즈 테스트 이미지를 열 번 놓고 그 위에 클래스별 맵을 하나씩 겹쳤습니다. "
        "맵의 평균: {}.",
    ),
}


def last_maps(weights, pixels):
    """The maps of the ten classes, (10, 5, 5); pixels is (28, 28)."""
    size = NIN.size
    large = np.array(Image.fromarray(pixels).resize((size, size), Image.Resampling.BILINEAR))
    x = torch.tensor(large / 255, dtype=torch.float32)[None, None]
    layers = sorted({tuple(map(int, name.split(".")[1:3])) for name in weights})
    for block, (stride, padding) in enumerate([(4, 0), (1, 2), (1, 1), (1, 1)]):
        if block:
            x = functional.max_pool2d(x, 3, 2)
        for n, (outer, inner) in enumerate(layers[3 * block : 3 * block + 3]):
            weight, bias = (weights[f"net.{outer}.{inner}.{kind}"] for kind in ("weight", "bias"))
            where = (stride, padding) if n == 0 else (1, 0)
            x = functional.relu(functional.conv2d(x, weight, bias, *where))
    return x[0].numpy()


def tile(left, top, values, greatest, name, wins):
    """The image with the map of a class over it, its name and its average."""
    places, scale = places_of(NIN)[-1], SIDE / NIN.size
    step, first = places.step * scale, (places.first - places.step / 2) * scale
    yield f'<use href="#image" x="{left}" y="{top}"/>'
    cells = (
        f'<path d="M{column} {row}h1v1h-1z" fill-opacity="{0.85 * value / greatest:.2f}"/>'
        for (row, column), value in np.ndenumerate(values)
        if value >= 0.05 * greatest
    )
    corner = f"translate({left + first:.1f} {top + first:.1f}) scale({step:.2f})"
    yield f'<g fill="{HEAT}" transform="{corner}">{"".join(cells)}</g>'
    edge = f'stroke="{LIGHT}" stroke-width="3"' if wins else f'stroke="{GREY}"'
    yield f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="none" {edge}/>'
    bold = ' font-weight="700"' if wins else ""
    yield f'<text x="{left}" y="{top + SIDE + 17}"{bold}>{escape(name)}</text>'
    yield (
        f'<text x="{left + SIDE}" y="{top + SIDE + 33}" text-anchor="end" fill="{LIGHT}"{bold}>'
        f"{values.mean():.1f}</text>"
    )
    width = (SIDE - 30) * values.mean() / 20
    yield f'<rect x="{left}" y="{top + SIDE + 24}" width="{num(width)}" height="8" fill="{HEAT}"/>'


def draw(lang):
    """Return the figure as SVG."""
    pixels = load("test")[0][IMAGE].reshape(IMAGE_SIDE, IMAGE_SIDE)
    maps = last_maps(load_file(WEIGHTS), pixels)
    names = words_in(Path(live.__file__).parent, lang)["classes"]
    averages = maps.mean(axis=(1, 2))
    image = base64.b64encode(png(pixels)).decode()
    title, desc = LABELS[lang]
    said = ", ".join(f"{name} {value:.1f}" for name, value in zip(names, averages))
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="opaque" viewBox="0 0 {W} {H}" width="640" '
        f'height="{num(640 * H / W)}" role="img" lang="{lang}" font-family="{FONT}">',
        f"<title>{title}</title>",
        f"<desc>{desc.format(said)}</desc>",
        f'<rect width="{W}" height="{H}" rx="6" fill="{GROUND}"/>',
        f'<defs><image id="image" width="{SIDE}" height="{SIDE}" '
        f'href="data:image/png;base64,{image}"/></defs>',
        f'<g font-size="13" fill="{LIGHT}">',
    ]
    for k, values in enumerate(maps):
        row, column = divmod(k, COLUMNS)
        corner = GAP + column * (SIDE + GAP), GAP + row * ROW
        body += tile(*corner, values, maps.max(), names[k], k == averages.argmax())
    return "\n".join([*body, "</g>", "</svg>\n"])


if __name__ == "__main__":
    main(__doc__, LABELS, draw)
