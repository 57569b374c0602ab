"""Tests for ninbook.document.document: what a page is as a tree."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.document.arrange import language_of
from ninbook.document.document import Document, document_of, visible
from ninbook.document.nodes import Node
from ninbook.files.text import PageError


def parse(text: str) -> list[Node]:
    return Document(Path("a.md"), Path("a.md"), text).nodes


def types(text: str) -> list[str]:
    return [node.type for node in parse(text)]


def test_marks_belong_to_the_block_above_them() -> None:
    heading, figure, formula = parse(
        "# A\n:label:`sec_a`\n\n![B.](b.png)\n:width:`50%`\n:label:`fig:b`\n\n"
        "$$c$$\n:eqlabel:`eq_c`\n"
    )
    assert (heading.labels, heading.end) == (["sec_a"], 2)
    assert (figure.labels, figure.attrs["width"], figure.attrs["src"]) == (
        ["fig:b"],
        "50%",
        "b.png",
    )
    assert (formula.type, formula.labels, formula.line, formula.end) == (
        "math_block",
        ["eq_c"],
        8,
        9,
    )


def test_formulas_amid_a_paragraph_divide_it() -> None:
    first, formula, last = parse("The formula\n$$\na\n$$\n:eqlabel:`eq_a`\nis short.\n")
    assert (first.text, formula.content, last.text) == ("The formula", "a", "is short.")
    assert formula.labels == ["eq_a"]


def test_two_formulas_on_a_line_are_two() -> None:
    assert [node.content for node in parse("$$a$$ $$b$$\n")] == ["a", "b"]
    assert [node.content for node in parse("$$\na\n$$\n\n$$b$$\n")] == ["a", "b"]


def test_the_label_of_a_formula_may_stand_on_its_line() -> None:
    (formula,) = parse("$$a$$ :eqlabel:`eq_a`\n")
    assert formula.labels == ["eq_a"]


@pytest.mark.parametrize("above", ["", "Text\n", "- Text\n  ", "> Text\n> "])
def test_lines_of_a_formula_are_neither_lists_nor_headings(above: str) -> None:
    indent = {"-": "  ", ">": "> "}.get(above[:1], "")
    lines = ["$$", "a", "+ b", "- c", "=", "1. d", "# e", "> f", "$$", "end"]
    document = parse(above + f"\n{indent}".join(lines))
    formulas = [node.content for block in document for node in block.find("math_block")]
    assert formulas == ["a\n+ b\n- c\n=\n1. d\n# e\n> f"]


def test_slide_marks_around_a_formula_of_several_lines() -> None:
    nodes = parse("(**$$a\n+ b$$**)\n\n[**$$c\n= d$$**] follows.\n")
    assert [node.type for node in nodes] == [
        "slide_mark",
        "math_block",
        "slide_mark",
        "slide_mark",
        "math_block",
        "paragraph",
    ]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$5 and $10", []),
        ("$5-$10", []),
        ("US$5, US$6", []),
        ("$ a $ and $a $", []),
        ("\\$5$", []),
        ("$a$2", []),
        ("$a$-axis", ["a"]),
        ("$\\text{if $b$}$ c", ["\\text{if $b$}"]),
        ("$a\\$b$", ["a\\$b"]),
        ("[a $]$ b](c)", ["]"]),
    ],
)
def test_dollars(text: str, formulas: list[str]) -> None:
    (paragraph,) = parse(text)
    assert [node.content for node in paragraph.find("math")] == formulas


def test_environments_are_formulas() -> None:
    first, text, second = parse(
        "\\begin{equation}\nw\n- 5\n\\end{equation}\n\nText\n\\begin{align*}\na\n\\end{align*}.\n"
    )
    assert first.content == "\\begin{equation}\nw\n- 5\n\\end{equation}"
    assert (text.type, second.type) == ("paragraph", "math_block")


def test_a_matrix_in_a_formula_is_part_of_it() -> None:
    _, formula, fence = parse(
        "Text:\n$$\na =\n\\begin{bmatrix}\n1\n\\end{bmatrix}.\n$$\n\n```\n\\end{bmatrix}\n```\n"
    )
    assert formula.content == "a =\n\\begin{bmatrix}\n1\n\\end{bmatrix}."
    assert fence.type == "code_block"


@pytest.mark.parametrize("text", ["One :eqlabel:`a` two.", "$$x$$ :ref:`b` :eqlabel:`a`"])
def test_an_equation_label_in_a_text_is_no_mark(text: str) -> None:
    *_, paragraph = parse(text)
    assert [node.content for node in paragraph.find("role")][-1] == "a"


def test_a_slide_mark_may_stand_between_a_formula_and_its_label() -> None:
    _, formula, _, text = parse("[**$$a$$**] :eqlabel:`eq_a`\nText.\n")
    assert (formula.type, formula.labels, text.text) == ("math_block", ["eq_a"], "Text.")


def test_slide_marks_around_a_figure() -> None:
    (figure,) = parse("(**![A *b*.](a.svg)**)\n:label:`fig_a`\n")
    assert (figure.type, figure.labels, figure.attrs["slide"]) == ("figure", ["fig_a"], "(**")
    assert [child.type for child in figure.children] == ["text", "emphasis", "text"]


def test_slide_marks_in_a_caption() -> None:
    (figure,) = parse("![A [**b**] (**c ]**) [~~d~~]](a.svg)\n")
    assert (figure.type, figure.attrs["src"], figure.text) == ("figure", "a.svg", "A b c ] d")


def test_slide_marks_over_several_paragraphs() -> None:
    first, second = parse("[**One.\n\nTwo.**]\n")
    assert [(n.attrs["opens"]) for n in (first.children[0], second.children[-1])] == [True, False]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("(**- a\n- b**)", "bullet_list"),
        ("[**1. a\n2. b**]", "ordered_list"),
        ("(~~ ## a**) b~~)", "heading"),
        ("(**> a\n\nb**)", "blockquote"),
        ("(**| a |\n|---|\n| b |**)", "table"),
    ],
)
def test_a_slide_mark_may_stand_before_any_block(text: str, type_: str) -> None:
    opening, block, *below = parse(f"A\n\n{text}\n")[1:]
    assert (opening.type, opening.attrs["opens"], block.type) == ("slide_mark", True, type_)
    (closing,) = [found for node in (block, *below) for found in node.find("slide_mark")]
    assert not closing.attrs["opens"]
    assert not any("**" in found.content for found in block.find("text")) or type_ == "heading"


@pytest.mark.parametrize("text", ["(**- a", "(***a***)", "(**1.5 a**)", "    (**- a**)"])
def test_no_block_begins_behind_other_marks(text: str) -> None:
    assert types(f"A\n\n{text}\n")[1] in ("paragraph", "code_block")


def test_emphasis_may_end_a_slide_mark() -> None:
    (paragraph,) = parse("[**A *norm***] and (***b* c**)")
    assert [node.type for node in paragraph.children if node.type != "text"] == [
        "slide_mark",
        "emphasis",
        "slide_mark",
        "slide_mark",
        "emphasis",
        "slide_mark",
    ]


@pytest.mark.parametrize("second", ["(**b**)", "(~~b~~)", "(b and c)", "(:numref:`b`)"])
def test_a_slide_mark_may_stand_before_brackets(second: str) -> None:
    (paragraph,) = parse(f"[**a**]{second}")
    assert not list(paragraph.find("link", "strong"))
    assert len(list(paragraph.find("slide_mark"))) >= 2


@pytest.mark.parametrize("text", ["(see **this**)", "[**a**](https://example.org)"])
def test_bold_text_in_brackets_is_no_slide_mark(text: str) -> None:
    (paragraph,) = parse(text)
    assert list(paragraph.find("strong"))
    assert not list(paragraph.find("slide_mark"))


def test_emphasis_ends_before_a_korean_particle() -> None:
    (paragraph,) = parse('**합성곱(convolution)**은, **"따옴표"**는, **100%**의')
    assert [node.text for node in paragraph.find("strong")] == [
        "합성곱(convolution)",
        '"따옴표"',
        "100%",
    ]


@pytest.mark.parametrize("above", [True, False])
def test_captions_of_tables(above: bool) -> None:
    rows, caption = "| a |\n|---|\n| 1 |\n", ": A *b*.\n:label:`tab_a`\n"
    (table,) = parse(f"{caption}\n{rows}" if above else f"{rows}\n{caption}")
    assert table.children[0].text == "A b."
    assert table.labels == ["tab_a"]


def test_a_note_of_other_markdown_is_no_caption() -> None:
    assert types("| a |\n|---|\n\n::: note\nA\n:::\n\n| a |\n|---|\n") == [
        *("table", "paragraph", "table")
    ]


def test_prices_do_not_join_the_cells_of_a_table() -> None:
    (table,) = parse("|$5|$10|\n|--|--|\n|$a|b$|$c$|\n")
    assert [[cell.text for cell in row.children] for row in table.children] == [
        ["$5", "$10"],
        ["$a|b$", "$c$"],
    ]


def test_a_caption_below_a_line_of_text_is_no_definition() -> None:
    text, table = parse("One line.\n\n: Caption.\n:label:`tab_a`\n\n| a |\n|---|\n")
    assert (text.type, text.content, text.end) == ("paragraph", "One line.", 1)
    assert (table.children[0].text, table.labels) == ("Caption.", ["tab_a"])
    definitions, _ = parse("Term\n: Definition.\n\n| a |\n|---|\n")
    assert [child.text for child in definitions.children] == ["Term", "Definition."]


@pytest.mark.parametrize("above", ["```{.python .input}\nf()\n```", "<!-- ninbook: results -->"])
def test_captions_of_outputs(above: str) -> None:
    _, caption = parse(f"{above}\n\nFigure: A *b*.\n:label:`fig_a`\n")
    assert (caption.type, caption.attrs["kind"], caption.text) == (
        "output_caption",
        "figure",
        "A b.",
    )
    assert (caption.labels, caption.content) == (["fig_a"], "A *b*.")
    assert types(f"{above}\n\nTable: A.\n\n| a |\n|---|\n")[1:] == ["table"]
    assert types(f"{above}\n\nFigures: A.\n") == types(f"{above}\n\nB\n")
    assert types("B\n\nFigure: A.\n") == ["paragraph", "paragraph"]


def test_formulas_and_code_in_tables_may_hold_pipes() -> None:
    (table,) = parse("| $|a|$ | `b|c` | d\\|e |\n|---|:-:|--:|\n| $\\|f\\|$ | `g\\|h` |\n")
    assert table.attrs["aligns"] == ["", "center", "right"]
    cells = [cell.text for cell in table.find("table_cell")]
    assert cells == ["$|a|$", "b|c", "d|e", "$\\|f\\|$", "g|h", ""]


@pytest.mark.parametrize(
    ("above", "types"),
    [
        ("- a", ["bullet_list", "tab_block"]),
        ("1. a\n\n   b", ["ordered_list", "tab_block"]),
        ("> a", ["blockquote", "tab_block"]),
        ("> - a\n> :begin_tab:`jax`", ["blockquote", "tab_block"]),
    ],
)
def test_a_block_for_tabs_ends_the_block_above_it(above: str, types: list[str]) -> None:
    blocks = parse(f"{above}\n:begin_tab:`jax`\nA\n:end_tab:\n")
    assert [block.type for block in blocks] == types


def test_blocks_for_tabs() -> None:
    document = Document(
        Path("a.md"),
        Path("a.md"),
        ":begin_tab:`jax, mxnet`\nA\n\n- b\n:begin_tab:`pytorch`\nC\n:end_tab:\n:end_tab:\n",
    )
    first, second, stray = document.nodes
    assert (first.tabs, first.attrs["closed"], second.attrs["closed"]) == (
        ("jax", "mxnet"),
        False,
        True,
    )
    assert all(node.tabs == ("pytorch",) for node in second.walk())
    assert stray.type == "stray_end"
    shown = [node.type for _, node in document.blocks_in_tab("jax", None)]
    assert shown == ["paragraph", "bullet_list", "stray_end"]


def test_a_fence_in_a_tab_block_may_show_its_marks() -> None:
    (block,) = parse(":begin_tab:`jax`\n```\n:end_tab:\n```\n:end_tab:\n")
    assert block.children[0].content == ":end_tab:\n"


def test_lines_of_roles_count_from_the_file() -> None:
    (paragraph,) = parse("One `a\nb` and\n:numref:`sec_a`, :cite:`B,\n  C`.\n")
    assert [(n.attrs["name"], n.content, n.line) for n in paragraph.find("role")] == [
        ("numref", "sec_a", 3),
        ("cite", "B, C", 3),
    ]


def test_html_that_no_browser_knows_is_text() -> None:
    inline, block, known = parse("Tokens <pad>, </s>, <x_{max}, H<sub>2</sub>.\n\n<unk>\n\n<img>\n")
    assert inline.text == "Tokens <pad>, , <x_{max}, H2."
    assert [node.content for node in inline.find("html_inline")] == ["</s>", "<sub>", "</sub>"]
    assert (block.type, block.text, known.type) == ("paragraph", "<unk>", "html_block")


def test_tags_of_a_drawing_in_a_line_are_html() -> None:
    (line,) = parse("A <svg><rect/> <g></g></svg> <rect/> b <svg> <g>\n")
    tags = ["<svg>", "<rect/>", "<g>", "</g>", "</svg>", "<svg>"]
    assert [node.content for node in line.find("html_inline")] == tags
    assert line.text == "A   <rect/> b  <g>"


@pytest.mark.parametrize(
    ("line", "title"), [("## A##", "A"), ("## A ##", "A"), ("# C#", "C#"), ("## A###", "A###")]
)
def test_what_closes_a_heading(line: str, title: str) -> None:
    (heading,) = parse(line)
    assert heading.text == title


@pytest.mark.parametrize(
    ("marker", "indent", "is_nested"),
    [("-", 2, True), ("-", 3, True), ("-", 4, True), ("1.", 3, True), ("1.", 4, True)]
    + [("1.", 2, False), ("10.", 4, True), ("-", 1, False)],
)
def test_how_far_a_nested_list_is_indented(marker: str, indent: int, is_nested: bool) -> None:
    first = parse(f"{marker} a\n{' ' * indent}- b\n")[0]
    assert any(True for item in first.children for _ in item.find("bullet_list")) is is_nested


def test_figures_and_formulas_in_lists_have_their_marks() -> None:
    (items,) = parse(
        "1. One\n\n   ![A.](a.png)\n   :label:`fig_a`\n\n"
        "1. Two\n\n   $$x$$\n   :eqlabel:`eq_a`\n\n1. ![B.](b.png)\n   :width:`5px`\n"
    )
    found = [next(item.find("figure", "math_block")) for item in items.children]
    assert [node.labels for node in found] == [["fig_a"], ["eq_a"], []]
    assert found[2].attrs["width"] == "5px"


def test_links_may_hold_brackets() -> None:
    (paragraph,) = parse("[a [b] `c]` $]$ ![d](e)](f_(g).html)")
    (link,) = paragraph.find("link")
    assert link.attrs["href"] == "f_(g).html"
    assert [node.type for node in link.children if node.type != "text"] == [
        "code_span",
        "math",
        "image",
    ]


def test_footnotes() -> None:
    paragraph, note = parse("A[^a] and [^b].\n\n[^a]: One.\n\n    Two.\n")
    (reference,) = paragraph.find("footnote_ref")
    assert (note.type, note.attrs["label"]) == ("footnote", reference.attrs["label"])
    assert [child.text for child in note.children] == ["One.", "Two."]
    assert paragraph.text == "A and [^b]."


def test_blocks_for_tabs_have_notes_and_addresses_of_their_own() -> None:
    page = "".join(
        f":begin_tab:`{tab}`\nIn[^a] [b].\n\n[^a]: {tab}\n\n[b]: https://{tab}\n:end_tab:\n"
        for tab in ("pytorch", "jax")
    )
    document = Document(Path("a.md"), Path("a.md"), f"{page}\nAll[^a] [b].\n")
    labels = {note.children[0].text: note.attrs["label"] for note in document.find("footnote")}
    for tab in ("pytorch", "jax"):
        (own, shared, *notes) = [node for _, node in document.blocks_in_tab(tab, None)]
        assert [note.type for note in notes] == ["footnote", "footnote"]
        assert [ref.attrs["label"] for ref in own.find("footnote_ref")] == [labels[tab]]
        assert [link.attrs["href"] for link in own.find("link")] == [f"https://{tab}"]
        assert [ref.attrs["label"] for ref in shared.find("footnote_ref")] == [labels["pytorch"]]
        assert [link.attrs["href"] for link in shared.find("link")] == ["https://pytorch"]


def test_a_label_below_a_block_for_tabs_is_for_what_ends_it() -> None:
    (tabs,) = parse(":begin_tab:`jax`\nA\n\nB\n:end_tab:\n:label:`b`\n")
    assert [child.labels for child in tabs.children] == [[], ["b"]]


def test_links_of_html_may_say_in_which_window_they_open() -> None:
    (paragraph,) = parse('<a href="b.md" target="_blank" rel=noopener>*c*</a> <a href=d class=e>')
    (link,) = paragraph.find("link")
    assert (link.attrs, link.text) == ({"href": "b.md"}, "c")


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("", ""),
        ("python title='a.b'", "python"),
        ("{.c++ .numbered}", "c++"),
        ("{#a .json}", "json"),
        ("{r, echo=FALSE}", "r"),
        ("{=html}", "html"),
        ("`a", "a"),
    ],
)
def test_languages_of_listings(info: str, language: str) -> None:
    (code,) = parse(f"~~~ {info}\nx\n~~~\n")
    assert language_of(code) == language


def test_cells_of_a_table_keep_their_columns_where_text_is_for_slides() -> None:
    (table,) = visible(parse("| (~~a~~) | b |\n|---|---|\n| (~~c~~) | (~~d~~) |\n| | |\n"))
    rows = [[cell.text for cell in row.children] for row in table.children]
    assert rows == [["", "b"], ["", ""]]


def test_directives_and_comments() -> None:
    assert types("<!-- ninbook: results -->\n\n<!-- a\n\nb -->\n") == ["directive", "comment"]


def test_contents() -> None:
    (toc,) = parse("```toc\n:maxdepth: 2\n:numbered:\n\na/b\nc.md\n```\n")
    assert toc.attrs["entries"] == [("a/b", 5), ("c", 6)]
    assert toc.attrs["options"] == {"maxdepth": "2", "numbered": ""}


def test_a_byte_order_mark_hides_nothing() -> None:
    assert types("\ufeff# A\n") == ["heading"]


@given(st.text(alphabet="ab \n#*_`$|:[]()!<>-~\\1.가", max_size=200))
def test_any_text_has_a_tree_whose_lines_are_those_of_the_text(text: str) -> None:
    count = text.count("\n") + 1
    for block in parse(text):
        for node in block.walk():
            assert 1 <= node.line <= node.end <= count or node.end == 0
            assert Node.from_dict(node.to_dict()) == node


def test_a_comment_that_does_not_end_is_text() -> None:
    first, second = parse("<!-- never closed\n\nText\n")
    assert (first.text, second.text) == ("<!-- never closed", "Text")


def test_a_page_of_ten_megabytes_and_a_cell_of_ten_thousand_lines() -> None:
    cell = "```{.python .input}\n" + "".join(f"x{n} = {n}\n" for n in range(10_000)) + "```\n\n"
    words = "A sentence of a page, with $x$ and :numref:`fig`, stands on a line of its own.\n" + (
        "It is followed by others that have no formulas, as in most books, and goes on for long.\n"
        * 60
    )
    section = f"## Title\n:label:`sec`\n\n{words}\n"
    document = Document(Path("a.md"), Path("a.md"), cell + section * (10_000_000 // len(section)))
    assert [cell.content.count("\n") for cell in document.cells] == [9_999]
    assert document.nodes[-1].type == "paragraph"


@pytest.mark.parametrize(
    ("content", "line"), [(b"\xff", 1), (b"a\nb\n\xed\xa0\x80", 3), (b"ok\r\n\xc3(", 2)]
)
def test_what_is_not_utf8_is_named_with_its_line(content: bytes, line: int) -> None:
    with pytest.raises(PageError, match=rf"^a\.ko\.md:{line}: not valid UTF-8; save .+$"):
        document_of(Path("a.md"), content, Path("a.ko.md"))


def test_line_ends_of_windows_change_nothing() -> None:
    text = "# A\n\n```{.python .input}\nx\n\ny\n```\n\nWords\n:label:`a`\n"
    windows = document_of(Path("a.md"), text.replace("\n", "\r\n").encode())
    assert windows.nodes == document_of(Path("b.md"), text.encode()).nodes
    assert windows is document_of(Path("a.md"), text.replace("\n", "\r\n").encode())


ENGLISH = b"# Book\n\n```toc\n:maxdepth: 1\n\none\ntwo\n```\n"


@pytest.mark.parametrize(
    ("korean", "entries"),
    [
        (b"# Chaek\n\nMal\n\n```toc\none\n```\n", ["one", "two"]),
        (b"```toc\none\n```\n\n```toc\nthree\n```\n", ["one"]),
    ],
)
def test_a_translation_has_the_contents_of_the_page(korean: bytes, entries: list[str]) -> None:
    original = document_of(Path("index.md"), ENGLISH)
    translated = document_of(Path("index.md"), korean, Path("index.ko.md"), original)
    contents = next(translated.find("toc"))
    assert [entry for entry, _ in contents.attrs["entries"]] == entries
    assert contents.line == korean[: korean.index(b"```toc")].count(b"\n") + 1


@pytest.mark.parametrize(
    ("text", "lines", "closed"),
    [
        ("```{.python .input}\na\nb\n```\n:label:`c`\n", 2, True),
        ("```{.python .input}\n```", 0, True),
        ("```{.python .input}\n\n```\n", 1, True),
        ("```{.python .input}\na\n\n", 2, False),
        ("```{.python .input}\na", 1, False),
        ("```{.python .input}", 0, False),
    ],
)
def test_cells_know_their_lines_and_whether_they_end(text: str, lines: int, closed: bool) -> None:
    (cell,) = parse(text)
    assert (cell.attrs["lines"], cell.attrs["closed"]) == (lines, closed)
