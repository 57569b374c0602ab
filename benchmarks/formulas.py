"""Compares writers of MathML over all formulas of a book, drawn in Chromium beside KaTeX.

    .venv/bin/python benchmarks/formulas.py BOOK

KaTeX and Temml come from npm by the digests in ``formulas/package-lock.json``, pandoc from the
environment; latex2mathml is compared if it is installed. All draw in Latin Modern, KaTeX's own
shapes, so a width that differs from KaTeX's is a wrong letter, a wrong space or a wrong alignment.
The results go to ``formulas.md`` beside this file.
"""

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from importlib.metadata import version
from pathlib import Path

from chromium import get_chromium
from playwright.sync_api import sync_playwright

from ninbook.document.latex import within_formula
from ninbook.document.mathml import mathml_of
from ninbook.source import Book
from ninbook.tools import npm

LOCK = Path(__file__).resolve().with_suffix("")
TABLE = LOCK.with_suffix(".md")
Formula = tuple[str, str]
Made = tuple[Sequence[str | None], float]
"""What a library makes of all formulas, None where it fails, and the seconds that it takes."""
_STYLE = """
    body { font: 20px "Latin Modern Roman" } math { font-family: "Latin Modern Math" }
    i.f { display: inline-block; font-style: normal; margin: 8px } .katex { font-size: 1em }
    math[display=block] { display: inline math; width: auto !important }
    .katex-display { margin: 0 }
"""
_MEASURE = """[...document.querySelectorAll("i.f")].map(e => e.getBoundingClientRect().width)"""


def formulas_of(root: Path) -> list[Formula]:
    """Return a book's different formulas, each with "inline" or "block" before it."""
    with chdir(root):
        book = Book.open(Path.cwd())
        nodes = [n for path in book.pages for n in book.page(path).find("math", "math_block")]
    return sorted({("inline" if n.type == "math" else "block", n.content) for n in nodes})


def _each(formulas: Sequence[Formula], convert: Callable[[str, str], str]) -> Made:
    begun, made = time.perf_counter(), []
    for display, latex in formulas:
        try:
            made.append(convert(latex, display))
        except Exception:  # each library has errors of its own
            made.append(None)
    return made, time.perf_counter() - begun


def _ours(latex: str, display: str) -> str:
    return mathml_of(within_formula(latex, display == "block"), display)


def _pandoc(formulas: Sequence[Formula]) -> Made:
    import pypandoc

    marks = {"inline": "$", "block": "$$"}
    text = "\n\n".join(f"{marks[d]}{' '.join(f.split())}{marks[d]}" for d, f in formulas)
    begun = time.perf_counter()
    html = pypandoc.convert_text(text, "html", "markdown-smart", ["--mathml", "--wrap=none"])
    took = time.perf_counter() - begun
    paragraphs = re.findall(r"<p>(.*?)</p>", html, re.DOTALL)
    if len(paragraphs) != len(formulas):
        raise SystemExit(f"pandoc made {len(paragraphs)} paragraphs of {len(formulas)} formulas")
    return [one if "<math" in one else None for one in paragraphs], took


def _javascript(formulas: Sequence[Formula], folder: Path) -> Mapping[str, Made]:
    npm.install(LOCK, folder)
    (folder / "formulas.json").write_text(json.dumps(formulas), "utf-8")
    (folder / "convert.cjs").write_text((LOCK / "convert.cjs").read_text("utf-8"), "utf-8")
    node = npm.node_of_environment()
    program = str(node.program) if node else "node"
    command = [program, "convert.cjs", "formulas.json"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return {name: (made, took) for name, (made, took) in json.loads(done.stdout).items()}


def _widths(made: Mapping[str, Made], folder: Path) -> Mapping[str, Sequence[float]]:
    modules = folder / "node_modules"
    heads = {
        "katex": '<link rel="stylesheet" href="node_modules/katex/dist/katex.min.css">',
        "temml": f"<style>{(modules / 'temml/dist/Temml-Local.css').read_text('utf-8')}</style>",
    }
    widths = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=get_chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 3000, "height": 1000})
        for name, (formulas, _) in made.items():
            body = "".join(f"<p><i class=f>{formula or ''}</i>" for formula in formulas)
            file = folder / f"{name}.html"
            head = f"<meta charset=utf-8>{heads.get(name, '')}<style>{_STYLE}</style>"
            file.write_text(f"<!doctype html>{head}{body}", "utf-8")
            page.goto(file.as_uri())
            page.evaluate("document.fonts.ready")
            widths[name] = page.evaluate(_MEASURE)
        browser.close()
    return widths


def main(root: Path) -> None:
    """Compare and write the table."""
    formulas = formulas_of(root)
    made = {f"math-core {version('math-core')}, ours": _each(formulas, _ours)}
    try:
        from latex2mathml.converter import convert
    except ImportError:
        pass
    else:
        made[f"latex2mathml {version('latex2mathml')}"] = _each(
            formulas, lambda latex, display: str(convert(latex.strip(), display=display))
        )
    made["pandoc"] = _pandoc(formulas)
    with tempfile.TemporaryDirectory() as scratch:
        made |= _javascript(formulas, Path(scratch))
        widths = _widths(made, Path(scratch))
    rows = []
    for name, (results, took) in made.items():
        drawn = [
            (own, katex)
            for own, katex, result in zip(widths[name], widths["katex"], results, strict=True)
            if result
        ]
        usual = statistics.median(own / katex for own, katex in drawn)
        off = [abs(own / katex / usual - 1) for own, katex in drawn]
        shares = " | ".join(f"{sum(one < limit for one in off):,}" for limit in (0.02, 0.05, 0.1))
        failed = len(formulas) - len(drawn)
        rows.append(f"| {name} | {took:.2f} | {failed} | {shares} |")
    parts = [
        f"# Formulas\n\n{len(formulas):,} different formulas, drawn in Chromium. How many are as "
        "wide as KaTeX draws them:\n",
        "| | seconds | not converted | within 2% | 5% | 10% |",
        "|---|--:|--:|--:|--:|--:|",
        *rows,
        "\nmath-core is nearest and fastest, and one package; KaTeX and Temml need Node.js in each "
        "build, and KaTeX its fonts and HTML of many times the size on each page.\n",
    ]
    TABLE.write_text("\n".join(parts), "utf-8")
    print(TABLE.read_text("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
