"""Parts of pictures in SVG.

Colours are CSS custom properties (--fig-*) that a page may set; the light colours are also plain
attributes, for renderers that do not know var().
"""

import argparse
import sys
from html import escape
from pathlib import Path

# property: (light, dark); the background is only for the picture on its own
COLOURS = {
    "bg": ("#ffffff", "#131416"),
    "fg": ("#1f2328", "#e6e8eb"),
    "muted": ("#57606a", "#a6aeb8"),
    "conv": ("#1f62c4", "#7db1ff"),
    "pool": ("#1f7a4a", "#62c990"),
    "fc": ("#b3311f", "#ff9585"),
}
FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'Apple SD Gothic Neo', "
    "'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif"
)


def num(value):
    return f"{value:.1f}".removesuffix(".0")


def paint(fill, stroke=None):
    """The classes and the plain attributes that paint an element."""
    pairs = [("fill", fill)] + [("stroke", stroke)] * bool(stroke)
    classes = " ".join(f"{kind[0]}-{name}" for kind, name in pairs if name)
    plain = " ".join(f'{kind}="{COLOURS[name][0] if name else "none"}"' for kind, name in pairs)
    return f'class="{classes}" {plain}'


def style(name, body, more):
    """The rules for what is in it, and more; :root keeps dark to a picture that is the document."""
    rules = [f"svg.{name}:root {{ background: var(--fig-bg, {COLOURS['bg'][0]}) }}"]
    for colour, (light, _) in list(COLOURS.items())[1:]:
        rules += [
            f".{name} .{kind[0]}-{colour} {{ {kind}: var(--fig-{colour}, {light}) }}"
            for kind in ("fill", "stroke")
            if f"{kind[0]}-{colour}" in body
        ]
    dark = "; ".join(f"--fig-{colour}: {pair[1]}" for colour, pair in COLOURS.items())
    rules.append(f"@media (prefers-color-scheme: dark) {{ svg.{name}:root {{ {dark} }} }}")
    return "\n".join(["<style>", *rules, *more, "</style>"])


def text(x, y, string, anchor="middle", colour="fg", extra=""):
    return (
        f'<text x="{num(x)}" y="{num(y)}" text-anchor="{anchor}" {paint(colour)}{extra}>'
        f"{escape(string, quote=False)}</text>"
    )


def line(d, colour, extra=""):
    return f'<path d="{d}" {paint(None, colour)}{extra}/>'


def dashed(dashes):
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def picture(name, size, lang, title, desc, body, rules=(), view=""):
    """A whole picture; its name is the class of its rules, to which others may be added."""
    width, height = size
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{name} adaptive" '
            f'viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}"{view} role="img" lang="{lang}" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">',
            f'<title id="{name}-title">{title}</title>',
            f'<desc id="{name}-desc">{desc}</desc>',
            style(name, " ".join(body), rules),
            '<g font-size="13">',
            *body,
            "</g>",
            "</svg>\n",
        ]
    )


def output(name):
    """The file to write, wherever the script then goes."""
    return Path(name).absolute()


def write(svg, file):
    """Write a picture to a file, or to stdout if there is none."""
    if file:
        file.write_bytes(svg.encode("utf-8"))
    else:
        sys.stdout.buffer.write(svg.encode("utf-8"))


def main(doc, languages, draw):
    """Write the only picture of a script, which it draws in a language."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--lang", choices=sorted(languages), default="en")
    parser.add_argument("-o", "--output", type=output, help="file to write (default: stdout)")
    args = parser.parse_args()
    write(draw(args.lang), args.output)
