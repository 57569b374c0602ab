"""A book as others write them for d2lbook, with what stock d2lbook takes, as a site and slides."""

import re
import sys
from collections.abc import Callable
from contextlib import chdir
from importlib.util import find_spec
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ninbook.build import api_pages
from ninbook.cli.main import main
from ninbook.frameworks import FRAMEWORKS

CONFIG = """\
[project]
name = case
title = Case
author = Me
release = 0.1

[build]
notebooks = *.md
resources = refs.bib curve.svg
tabs = pytorch, jax

[pdf]
bibfile = refs.bib
style = cambridge
latex_url = https://styles.invalid/x.zip
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="400pt" height="200pt">{}</svg>'
PLOT = SVG.format('<g id="figure_1"><path transform="scale(0.015625)" style="stroke:#1f77b4"/></g>')
CELL = "```{.python .input}\n"
PAGES = {
    "index": "# Case\n\n```toc\n\ncells.md\nThe marks <html>\nformulas\nfigures\n```\n",
    "cells": (
        f"# Cells\n\nAs :cite:`Doe.2001` shows.\n\n{CELL}a = 1\n```\n\n"
        f"{CELL}#@tab jax\na = 2\n```\n\n"
        ":begin_tab:`pytorch`\nFor PyTorch.\n\n:begin_tab:`jax`\nFor JAX.\n:end_tab:\n\n"
        f":begin_tab:`jax`\n:end_tab:\n\n[**Let $\\mathbf{{X}}$ be.**]\n\n{CELL}%%tab all\nx = 1\n"
        "```\n\n    indented = code\n    more = code\n\nEnd.\n\n:bibliography:`refs.bib`\n"
    ),
    "html": (
        "# Marks\n:label:`sec_m`\n\n~~Gone~~ and H<sub>2</sub>O, a<br>b, <kbd>Ctrl</kbd>.\n\n"
        "<details><summary>More</summary>\n\nHidden.\n\n</details>\n\n"
        '<img src="curve.svg" width="50">\n\nSee [the other](cells.md), '
        "``:numref:`sec_m` ``, :numref:`sec_m`.\n\n1) One\n2) Two\n\n"
        '5 < 6 & 7 > 3, "quotes" -- a --- b ... C:\\temp, a_b_c, *a*b*.\n'
    ),
    "formulas": (
        "# Formulas\n\n$$\nf(x) = x\n$$\n:eqlabel:`eq_f`\n\nSee :eqref:`eq_f`.\n\n"
        "* First:\n    $$c = d$$\n    :eqlabel:`eq_two`\n\n"
        "$$\\begin{aligned} a &= e \\\\ f &= \\boldsymbol{\\theta} \\end{aligned}$$\n"
    ),
    "figures": "# Figures\n\n![A curve.](curve.svg)\n:width:`100px`\n:label:`fig_curve`\n",
}
Page = Callable[[str], LexborNode]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    (folder / "config.ini").write_text(CONFIG)
    (folder / "refs.bib").write_text("@misc{Doe.2001, author={Doe, J}, title={A}, year={2001}}")
    (folder / "curve.svg").write_text(PLOT)
    for name, text in PAGES.items():
        (folder / f"{name}.md").write_text(text)
    with chdir(folder):
        assert main(["build", "html", "slides", "--no-eval"]) == 0
    return folder


@pytest.fixture
def page(book: Path) -> Page:
    def read(name: str) -> LexborNode:
        html = (book / f"_build/html/{name}.html").read_text("utf-8")
        return LexborHTMLParser(html).css_first("article")

    return read


def text_of(node: LexborNode) -> str:
    return " ".join(node.text().split())


def test_nothing_is_written_but_the_build(book: Path) -> None:
    files = {f"{name}.md" for name in PAGES} | {"config.ini", "refs.bib", "curve.svg", "_build"}
    assert {file.name for file in book.iterdir()} == files


def test_cells_and_blocks_of_tabs(page: Page) -> None:
    body = page("cells")
    panels = {
        tab: " ".join(
            text_of(panel) for panel in body.css(f'div.tabs .tab-panel[data-framework="{tab}"]')
        )
        for tab in ("pytorch", "jax")
    }
    for words, shown_in in (
        ("a = 1", {"pytorch"}),
        ("For PyTorch.", {"pytorch"}),
        ("a = 2", {"jax"}),
        ("For JAX.", {"jax"}),
    ):
        assert {tab for tab, text in panels.items() if words in text} == shown_in
    assert "indented = code\nmore = code" in body.css("pre")[-1].text()
    assert "(Doe, 2001) shows" in text_of(body)


def test_html_marks_and_links(page: Page) -> None:
    body = page("html")
    html = body.html or ""
    for part in ("<del>Gone</del>", "H<sub>2</sub>O", "a<br>b", "<kbd>Ctrl</kbd>", "<details>"):
        assert part in html
    assert "_images/curve.svg" in html
    assert body.css_first('a[href="cells.html"]')
    assert ":numref:`sec_m`" in text_of(body)
    assert [text_of(item) for item in body.css("ol li")] == ["One", "Two"]
    assert "5 < 6 & 7 > 3, “quotes” – a — b … C:\\temp, a_b_c, ab*." in text_of(body)


def test_a_page_has_another_title_in_the_contents(page: Page) -> None:
    entries = [text_of(link) for link in page("index").css(".toctree-wrapper a")]
    assert "The marks" in entries and "Marks" not in entries


def test_formulas_with_labels(page: Page) -> None:
    body = page("formulas")
    assert [text_of(number).rstrip("#") for number in body.css(".eqno")] == ["(1)", "(2)", "(3)"]
    assert [text_of(math) for math in body.css("math")] == ["f(x)=x", "c=d", "a=ef=𝜽"]
    assert body.css_first('a[href="#equation-eq-f"]')


def test_a_plot_of_the_author_is_a_figure(page: Page, book: Path) -> None:
    image = page("figures").css_first("figure img")
    assert image.attributes["alt"] == "A curve."
    assert image.attributes["width"] == "100"
    assert (book / "_build/html/_images/curve.svg").read_text() == PLOT


def test_letters_in_slides_are_those_of_the_site(page: Page, book: Path) -> None:
    deck = next((book / "_build").glob("slides*/cells*.html")).read_text("utf-8")
    for html in (deck, page("cells").html or ""):
        (formula,) = re.findall(r"<math.*?</math>", html, re.DOTALL)
        assert "<mi>𝐗</mi>" in formula


@pytest.mark.parametrize(
    ("missing", "hint"), [("torch", "; --with-frameworks installs the frameworks"), ("", "")]
)
def test_docstrings_are_shown_without_what_their_module_imports(
    missing: str,
    hint: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    modules = {framework.module for framework in FRAMEWORKS} - {missing}
    for module in ("gone", "lib", "bad"):  # that of the other row
        monkeypatch.delitem(sys.modules, module, raising=False)

    def find(name: str) -> object:
        return None if name == missing else name in modules or find_spec(name)

    monkeypatch.setattr(api_pages, "find_spec", find)
    code = (
        'import gym\nDEVICES = [*range(gym.count())]\nclass Net(gym.Env):\n    """A network."""\n'
    )
    api = "```eval_rst\n.. automodule:: lib\n   :members:\n```\n"
    functions = "".join(f".. autofunction:: {name}\n" for name in ("gone.a", "gone.b", "bad.c"))
    broken = f"```eval_rst\n{functions}```\n"
    (tmp_path / "config.ini").write_text(
        "[project]\nname = a\ntitle = A\nauthor = B\n[build]\nresources = lib.py bad.py\n"
    )
    (tmp_path / "lib.py").write_text(code)
    (tmp_path / "bad.py").write_text("raise TypeError('a b')\n")
    (tmp_path / "index.md").write_text(f"# A\n\n{api}\n{broken}")
    sys.path_importer_cache.clear()  # another book was built in this process
    with chdir(tmp_path):
        assert main(["build", "html", "--no-eval"]) == 0
    assert "A network." in (tmp_path / "_build/html/index.html").read_text("utf-8")
    lines = [line for line in capfd.readouterr().err.splitlines() if "WARNING" in line]
    assert lines == [
        "WARNING: index.md: no API of gone (ModuleNotFoundError: No module named 'gone')"
        f"{hint} [autodoc.import_object]",
        f"WARNING: index.md: no API of bad (TypeError: a b){hint} [autodoc.import_object]",
    ]


def test_an_edit_imports_no_code_of_other_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.ini").write_text(
        "[project]\nname = a\ntitle = A\nauthor = B\n[build]\nresources = heavy.py\n"
    )
    mark = tmp_path / "imported"
    (tmp_path / "heavy.py").write_text(
        f'open({str(mark)!r}, "w").close()\nclass Net:\n    """A network."""\n'
    )
    (tmp_path / "index.md").write_text("# A\n\n```toc\napi\n```\n")
    (tmp_path / "api.md").write_text("# API\n\n```eval_rst\n.. autoclass:: heavy.Net\n```\n")
    sys.path_importer_cache.clear()  # another book was built in this process
    with chdir(tmp_path):
        assert main(["build", "html", "--no-eval"]) == 0
        mark.unlink()
        monkeypatch.delitem(sys.modules, "heavy")
        (tmp_path / "index.md").write_text("# A book\n\n```toc\napi\n```\n")
        assert main(["build", "html", "--no-eval"]) == 0
    assert "A book" in (tmp_path / "_build/html/index.html").read_text("utf-8")
    assert (tmp_path / "_build/html/_modules/heavy.html").is_file() and not mark.exists()
