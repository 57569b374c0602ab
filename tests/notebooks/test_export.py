from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest

from ninbook.notebooks.comparison import comparison_cell
from ninbook.source import Book
from tests.executions import freeze_all
from tests.notebooks.conftest import PAGE, Exported, notebook_of_page, text_of


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See :ref:`sec_small`.", "See sec_small."),
        ("See :numref:`chap_small`.", "See [Small Book](../index.ipynb#chap_small)."),
        (
            "See :numref:`sec_lenet`.",
            "See [D2L, Section\u00a07.6]"
            "(https://d2l.ai/chapter_convolutional-neural-networks/lenet.html).",
        ),
        ("[**All of it**] (**is**) text.(~~slide~~)", "All of it is text."),
        ("`f(**a)` (**and `g(**b)` too**)", "`f(**a)` and `g(**b)` too"),
        (
            "[**One.\n\nTwo.**] (**Three\n\n- four\n\nfive**)",
            "One.\n\nTwo. Three\n\n- four\n\nfive",
        ),
        (":ref:`the *start <chap_small>`", "[the \\*start](../index.ipynb#chap_small)"),
        (
            '- <a href="../index.md">*Up*</a> <a id="x" href="y">z</a>',
            '- [*Up*](../index.ipynb) <a id="x" href="y">z</a>',
        ),
        (
            "[p](../index.md), [part](../index.md#small-book), [a file](../img/square.svg)",
            "[p](../index.ipynb), [part](../index.ipynb#Small-Book), [a file](../img/square.svg)",
        ),
        ("[**Linked**](https://a.b/c.md)", "[**Linked**](https://a.b/c.md)"),
        ("Code ``:numref:`x` `` and `a` stay.", "Code ``:numref:`x` `` and `a` stay."),
        ("<!-- a comment -->", ""),
        ("```toc\n:hidden:\n\nother\n```", ""),
        ("A :label:`x` b", 'A <a id="x"></a> b'),
        (":class:`torch.nn.Conv2d` does", "`torch.nn.Conv2d` does"),
        (":class:`~nn.A`, :func:`f g <f.g>`", "`A`, `f g`"),
        (
            "H\\ :sub:`2`, :math:`a \\bm{b}`, :strong:`c`, :code:`d`",
            "H\\\\ <sub>2</sub>, $a \\boldsymbol{b}$, <strong>c</strong>, <code>d</code>",
        ),
        ("Water is H<sub>2</sub>O.", "Water is H<sub>2</sub>O."),
        ("Let $\\bm{x}$ be", "Let $\\boldsymbol{x}$ be"),
        ("$$\na \\% b% note\n+ c % note\n% d\n= e\n$$", "$$a \\% b + c  = e$$"),
        ("$a % note\nb$", "$a b$"),
        ("https://example.org/a_b is", "<https://example.org/a_b> is"),
        (
            "```eval_rst\n.. only:: html\n\n   **Bold** :math:`x^2`\n\n"
            ".. raw:: html\n\n    <b>x</b>\n\n.. only:: latex\n\n   no\n```",
            "<p><strong>Bold</strong> $x^2$</p>\n<b>x</b>",
        ),
        (
            "```eval_rst\nSee :numref:`chap_small`, :ref:`*it <chap_small>`, :cite:p:`none`,\n"
            ":class:`x.Y`, :code:`a` and ``$b$``.\n```",
            '<p>See <a class="reference external" href="../index.ipynb#chap_small">Small Book</a>, '
            '<a class="reference external" href="../index.ipynb#chap_small">*it</a>, (none),\n'
            "<code>x.Y</code>, <code>a</code> and <code>$b$</code>.</p>",
        ),
        (
            "<!-- ninbook: answer 2 -->\n\nBecause *so*.\n\n<!-- ninbook: end-answer -->",
            "<details>\n<summary>Answer 2</summary>\n\nBecause *so*.\n\n</details>",
        ),
        (
            "[**:numref:`sec_lenet`** is](https://d.e)",
            "[**D2L, Section\u00a07.6** is](https://d.e)",
        ),
        ("![](a%23b.png) in", '<img src="a%23b.png"> in'),
        ("```eval_rst\n.. math::\n   :label: e\n\n   x\n```", "<p>$$x$$</p>"),
        (
            "```eval_rst\n.. code-block:: text\n   :linenos:\n   :caption: A *b*\n\n   x\n```",
            '<p>A <em>b</em></p>\n<pre class="code text literal-block"><code>x</code></pre>',
        ),
        (
            "# <b>B</b>\n:label:`own`\n\n```eval_rst\n:ref:`own`\n```",
            '<a id="own"></a>\n\n# 2. <b>B</b>\n\n'
            '<p><a class="reference external" href="#own"><b>B</b></a></p>',
        ),
        ("<p>a</p>\n\n:label:`html`", '<a id="html"></a>\n\n<p>a</p>'),
        (
            "$$x$$\n:eqlabel:`Eq_A`\n\n:eqref:`eq_a`",
            '<a id="Eq_A"></a>\n\n$$x \\tag{1.1}$$\n\n[(1.1)](#Eq_A)',
        ),
        ("<img src='https://d.e/a%23b%20c'>", '<img src="https://d.e/a%23b%20c">'),
        (
            "$$x \\tag{7}$$\n:eqlabel:`own`\n\n:eqref:`own`",
            '<a id="own"></a>\n\n$$x \\tag{7}$$\n\n[(7)](#own)',
        ),
        (
            "## A [b](https://d.e) :ref:`own`\n:label:`own`\n\n:ref:`own`",
            '<a id="own"></a>\n\n## 1.1. A [b](https://d.e) [A b Section\u00a01.1](#own)\n\n'
            "[A b Section\u00a01.1](#own)",
        ),
        ("&nbsp;&nbsp;a&nbsp;b&nbsp;", "&nbsp;&nbsp;a\u00a0b&nbsp;"),
        (
            "## B :label:`own`\n\n:ref:`own` [b](#b)\n",
            '<a id="own"></a>\n\n## 1.1. B\n\n[B](#own) [b](#1.1.-B)',
        ),
        ("Two `a` ~~old~~ [x](y 'z')", 'Two `a` <del>old</del> [x](y "z")'),
        (
            "| [a](b 'c\\|\"') |\n|---|\n\n~~~ {#d .e}\nf\n~~~",
            '| [a](b "c&#124;&quot;") |\n| --- |\n\n```e\nf\n```',
        ),
        (
            "![](a.png)\n:width:`2.5 cm`\n:height:`1in`\n\n![](b.png)\n:width:`12.5 %`\n\n"
            "![](c.png)\n:height:`3vh`",
            '<p><img src="a.png" width="94" height="96"></p>\n\n'
            '<p><img src="b.png" width="12.5%"></p>\n\n<p><img src="c.png"></p>',
        ),
    ],
)
def test_text(source: str, expected: str, exported: Exported) -> None:
    text = text_of(exported(f"# A\n\n{source}\n"))
    assert text.removeprefix("# 1. A").strip() == expected


@pytest.mark.parametrize("source", ["", "\n \n", "<!-- a -->\n"])
def test_a_page_without_text_is_a_notebook_without_cells(source: str, exported: Exported) -> None:
    assert exported(source).cells == []


def test_numbers_are_those_of_the_book(exported: Exported) -> None:
    text = text_of(
        exported(
            "# Doubling\n:label:`sec_page`\n\nSo\n\n$$y = 2 x$$\n:eqlabel:`eq_double`\n\n"
            "holds.\n\n![A *square*.](../img/square.svg)\n:width:`200px`\n:label:`fig_square`\n\n"
            "| x |\n|--:|\n| 1 |\n:A caption\n:label:`tab`\n\n"
            ":numref:`sec_page`, :ref:`sec_page`, :eqref:`eq_double`, :numref:`fig_square`, "
            ":numref:`tab`.\n"
        )
    )
    assert text == (
        '<a id="sec_page"></a>\n\n# 1. Doubling\n\nSo\n\n<a id="eq_double"></a>\n\n'
        "$$y = 2 x \\tag{1.1}$$\n\nholds.\n\n"
        '<a id="fig_square"></a>![A square.](attachment:square.png)\n\n'
        "**Fig.\u00a01.1.** A *square*.\n\n| x |\n| --: |\n| 1 |\n\n"
        '<a id="tab"></a>**Table\u00a01.1.** A caption\n\n'
        "[Section\u00a01](#sec_page), [Doubling](#sec_page), [(1.1)](#eq_double), "
        "[Fig.\u00a01.1](#fig_square), [Table\u00a01.1](#tab)."
    )


def test_a_figure_is_described_as_its_caption_reads(exported: Exported) -> None:
    said = ":numref:`f`, by :citet:`Lin.Chen.Yan.2013`"
    text = text_of(exported(f"# A\n\n![{said}](../img/square.svg)\n:label:`f`\n"))
    assert "![Fig.\u00a01.1, by Lin et al. (2013)](attachment:square.png)" in text


def test_citations_have_a_list_at_the_end(exported: Exported) -> None:
    key = "Lin.Chen.Yan.2013"
    text = text_of(exported(f"# A\n\nAs :cite:`{key}`, says :citet:`{key},unknown`.\n"))
    assert "As ([Lin et al., 2013](#ref-Lin-Chen-Yan-2013))" in text
    assert "says Lin et al. ([2013](#ref-Lin-Chen-Yan-2013)), unknown." in text
    assert '## References\n\n- <a id="ref-Lin-Chen-Yan-2013"></a>Min Lin, Qiang Chen' in text
    assert "*arXiv preprint arXiv:1312.4400*, 2013." in text


@pytest.mark.parametrize(
    "source", ["```eval_rst\n.. bibliography::\n```", ":bibliography:`../references.bib`"]
)
def test_a_bibliography_is_the_list(source: str, exported: Exported) -> None:
    text = text_of(exported(f"# A\n\nAs :cite:`Lin.Chen.Yan.2013`.\n\n{source}\n"))
    assert text.count('- <a id="ref-Lin-Chen-Yan-2013"></a>Min Lin') == 1
    assert "references.bib" not in text


def test_contents_are_links(book_folder: Path) -> None:
    text = "# Doubling $x$[^1]\n\n```toc\nbelow\n```\n\n[^1]: Note.\n"
    (book_folder / PAGE).write_text(text)
    (book_folder / PAGE).with_name("below.md").write_text("# Below\n")
    index = book_folder / "index.md"
    index.write_text(index.read_text().replace("\nreferences\n", "\nIts *works* <references>\n"))
    text = text_of(notebook_of_page(Book.open(book_folder), Path("index.md")))
    assert text.endswith(
        "Two pages and what they cite.\n\n"
        "- [1. Doubling $x$](chapter/page.ipynb)\n  - [1.1. Below](chapter/below.ipynb)\n"
        "- [2. Its \\*works\\*](references.ipynb)"
    )


def test_images_in_html_are_shown_however_they_are_written(exported: Exported) -> None:
    source = "../img/square.svg"
    text = text_of(exported(f"# A\n\nA <IMG alt='>' SRC='{source}'> <img src={source} width=9>\n"))
    assert text.count('="data:image/png;base64,') == 2
    assert text.endswith('" width=9>') and source not in text


@pytest.mark.parametrize("toc", ["", "```toc\n:numbered:\n\nchapter/page\n```\n"])
def test_links_lead_to_the_second_heading_of_a_title(
    toc: str, exported: Exported, book_folder: Path
) -> None:
    (book_folder / "index.md").write_text(f"# Book\n\n## A\n\n## A\n\n{toc}")
    text = text_of(
        exported(
            "# T\n\n## A *b*\n\n## A b\n:label:`l`\n\n## 합\n\n## 합\n\n"
            "[a](#a-b) [b](#a-b-1) [c](#합-1) [d](../index.md#a-1)\n"
        )
    )
    first = "1.1.-A-b" if toc else "A-b"
    assert f"[a](#{first}) [b](#a-b-1) [c](#%ED%95%A9-1) [d](../index.ipynb#a-1)" in text
    assert '<a id="a-b-1"></a><a id="l"></a>\n\n## ' in text
    assert '<a id="합-1"></a>\n\n## ' in text
    (book_folder / "index.md").write_text("# Book\n\n## A\n\n## A\n")
    index = text_of(notebook_of_page(Book.open(book_folder), Path("index.md")))
    assert index == '# Book\n\n## A\n\n<a id="a-1"></a>\n\n## A'


def test_footnotes_have_the_numbers_of_the_site(exported: Exported) -> None:
    text = text_of(
        exported("# A\n\n| a[^a] |\n|---|\n| b[^b] |\n: C[^c].\n\n[^a]: x\n[^b]: y\n[^c]: z\n")
    )
    for part in (
        '| a<sup><a href="#footnote-2">',
        'C<sup><a href="#footnote-1">',
        'footnote-1"></a>z',
    ):
        assert part in text


def test_footnotes_stand_at_the_end(exported: Exported) -> None:
    text = text_of(exported("# A[^b]\n\nText[^a].\n\n[^a]: Note *a*[^b].\n[^b]: Note b.\n"))
    assert text == (
        '# 1. A<sup><a href="#footnote-1">1</a></sup>\n\n'
        'Text<sup><a href="#footnote-2">2</a></sup>.\n\n___\n\n'
        '1. <a id="footnote-1"></a>Note b.\n\n'
        '2. <a id="footnote-2"></a>Note *a*<sup><a href="#footnote-1">1</a></sup>.'
    )


def test_code_has_its_outputs_and_what_made_them(book_folder: Path) -> None:
    freeze_all(book_folder)
    notebook = notebook_of_page(Book.open(book_folder), PAGE)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in code] == ["x = 1", "print(2 * x + 20)"]
    assert [cell.execution_count for cell in code] == [1, 2]
    assert [cell.outputs[0].text for cell in code] == [
        "first output of jax (quick)\n",
        "later output of jax (quick)\n",
    ]
    below = notebook.cells[notebook.cells.index(code[1]) + 1]
    assert below.source.startswith("*The book's run: JAX 0.8.1 · CPU, 2 cores · quick run"), (
        "by itself"
    )
    assert below.source.endswith("*")


def test_a_caption_stands_below_its_output(book_folder: Path) -> None:
    text = (book_folder / PAGE).read_text(encoding="utf-8")
    text = text.replace("Now the results.", "Table: *All* of it.\n:label:`tab_all`")
    (book_folder / PAGE).write_text(f"{text}\nSee :numref:`tab_all`.\n", encoding="utf-8")
    freeze_all(book_folder)
    cells = notebook_of_page(Book.open(book_folder), PAGE).cells
    (below,) = [n for n, cell in enumerate(cells) if "tab_all" in cell.source][:1]
    assert cells[below - 1].outputs
    assert cells[below].source == (
        '<a id="tab_all"></a>**Table\u00a01.1.** *All* of it. '
        "*Until you run the cell, the output above is from the book's run.*"
    )
    assert "See [Table\u00a01.1](#tab_all)." in cells[-2].source


TRAINED = """\
# A

```{.python .input}
%%tab all
model, trainer = 1, 2
trainer.fit(model, None)
```

<!-- ninbook: results -->

Table: What it *ended* with.
:label:`tab_end`

More.
"""


def test_a_table_of_the_books_run_stands_apart_and_a_readers_beside_it(book_folder: Path) -> None:
    (book_folder / PAGE).write_text(TRAINED)
    freeze_all(book_folder, "full")
    cells = notebook_of_page(Book.open(book_folder), PAGE).cells
    table, comparison, more = cells[-3:]
    assert table.source.startswith("*The book's run:*\n\n| After the last epoch | JAX |\n")
    assert table.source.endswith('<a id="tab_end"></a>**Table\u00a01.1.** What it *ended* with.')
    assert more.source == "More."
    assert comparison.outputs == []
    assert shown_by(comparison, {}).startswith("Nothing has been trained")
    line = [SimpleNamespace(y=2.3), SimpleNamespace(y=0.5)]
    board = SimpleNamespace(data=dict.fromkeys(("train_loss", "val_loss", "val_acc"), line))
    model = SimpleNamespace(board=board, trainer=SimpleNamespace(epoch=9, num_train_batches=2))
    assert shown_by(comparison, {"model": model}).splitlines() == [
        "|  | Your run | The book's run |",
        "| :-- | --: | --: |",
        "| Epochs × minibatches | 10 × 2 | 10 × 469 |",
        "| Training loss | 0.500 | 0.512 |",
        "| Validation loss | 0.500 | 0.487 |",
        "| Validation accuracy | 0.500 | 0.812 |",
    ]


def shown_by(cell: Any, names: dict[str, Any]) -> str:
    """Return what a comparison shows in a notebook with these variables."""
    exec(cell.source, names)
    return str(names["comparison"])


def test_a_comparison_has_the_band_of_the_seeds_that_the_page_tried() -> None:
    seeds = [{"val_acc": value} for value in (0.1, 0.864, 0.853)]
    run = {"final": {"val_acc": 0.864}, "epochs": 10, "batches": 469, "seeds": seeds}
    code = "net = 1\nDecayTrainer(max_epochs=10).fit(net, data)"
    cell = comparison_cell(run, ["%matplotlib inline", code, "print(1)"], "en")
    assert "{val_acc:.3f} | 0.864 | 0.100–0.864 |" in cell.source
    assert "The book's 3 seeds |" in cell.source
    assert "net.board" in cell.source
    assert comparison_cell(run, ["trainer.fit(NiN(), data)"], "ko") is None


def test_a_section_begins_a_cell(exported: Exported) -> None:
    notebook = exported("# A\n\nOne.\n\n## B\n:label:`sec_b`\n\nTwo.\n\nThree.\n")
    assert [cell.source for cell in notebook.cells] == [
        "# 1. A\n\nOne.",
        '<a id="sec_b"></a>\n\n## 1.1. B\n\nTwo.\n\nThree.',
    ]


def test_marks_in_code_are_for_d2lbook(exported: Exported) -> None:
    code = "def f():  #@save\n    pass  #@hide_output"
    notebook = exported(f"# A\n\n```{{.python .input}}\n%%tab all\n{code}\n```\n")
    assert notebook.cells[1].source == "def f():\n    pass"
    assert notebook.cells[1].execution_count is None


def test_an_answer_with_code_is_not_folded(exported: Exported) -> None:
    answer = "<!-- ninbook: answer 2 -->\n\nSo.\n\n```{.python .input}\n%%tab all\nx = 1\n```\n"
    notebook = exported(f"# A\n\n{answer}\n<!-- ninbook: end-answer -->\n")
    assert "**Answer 2**\n\nSo." in notebook.cells[0].source
    assert notebook.cells[1].source == "x = 1"


def test_korean(translated_folder: Path) -> None:
    (translated_folder / "chapter" / "nin.ko.md").write_text(
        "# 안\n\n:numref:`fig_small`은, :numref:`sec_lenet`에서\n\n![그림](../img/square.ko.svg)\n"
        ":label:`fig_small`\n\n:cite:`Lin.Chen.Yan.2013`\n"
    )
    book = Book.open(translated_folder).in_language("ko")
    text = text_of(notebook_of_page(book, Path("chapter/nin.md")))
    assert (
        "[그림\u00a01](#fig_small)은, [D2L, 7.6절]"
        "(https://d2l.ai/chapter_convolutional-neural-networks/lenet.html)에서"
    ) in text
    assert "## 참고 문헌" in text
