"""Parts of pictures in SVG whose colours a page may set, as in nin.py."""

import argparse
import sys
from html import escape
from pathlib import Path

from nin import COLOURS, FONT, num, paint

__all__ = ["dashed", "line", "main", "num", "output", "paint", "picture", "text", "write"]


def style(name, body):
    """The rules for what is in it; :root keeps dark to a picture that is the document."""
    rules = [f"svg.{name}:root {{ background: var(--fig-bg, {COLOURS['bg'][0]}) }}"]
    for colour, (light, _) in list(COLOURS.items())[1:]:
        rules += [
            f".{name} .{kind[0]}-{colour} {{ {kind}: var(--fig-{colour}, {light}) }}"
            for kind in ("fill", "stroke")
            if f"{kind[0]}-{colour}" in body
        ]
    dark = "; ".join(f"--fig-{colour}: {pair[1]}" for colour, pair in COLOURS.items())
    rules.append(f"@media (prefers-color-scheme: dark) {{ svg.{name}:root {{ {dark} }} }}")
    return "<style>\n" + "\n".join(rules) + "\n</style>"


def text(x, y, string, anchor="middle", colour="fg", extra=""):
    return (
        f'<text x="{num(x)}" y="{num(y)}" text-anchor="{anchor}" {paint(colour)}{extra}>'
        f"{escape(string, quote=False)}</text>"
    )


def line(d, colour, extra=""):
    return f'<path d="{d}" {paint(None, colour)}{extra}/>'


def dashed(dashes):
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def picture(name, size, lang, title, desc, body):
    """A whole picture; its name is the class that its rules are for."""
    width, height = size
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{name} adaptive" '
            f'viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img" lang="{lang}" '
            f'aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">',
            f'<title id="{name}-title">{title}</title>',
            f'<desc id="{name}-desc">{desc}</desc>',
            style(name, " ".join(body)),
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
