"""What `check` says of a small book in English, without outputs, that something is wrong with."""

from pathlib import Path
from typing import Any

import pytest

FILES = {
    "index.md": "# Small\n\n```toc\n:maxdepth: 2\n\nchapter/one\nchapter/two\n```\n",
    "chapter/one.md": """\
# One
:label:`sec_one`

See :numref:`fig_a`, :eqref:`eq_a`, :cite:`Lin.2013`, [two](two.md).

![A square.](../img/square.svg)
:width:`200px`
:label:`fig_a`

$$y = x^2$$
:eqlabel:`eq_a`

```{.python .input}
#@tab pytorch
x = 1
```

:begin_tab:`pytorch`
Torch.
:end_tab:

END
""",
    "chapter/two.md": """\
# Two
:label:`sec_two`

```{.python .input}
%%tab all
y = 1
```

:bibliography:`../references.bib`
""",
    "references.bib": "@misc{Lin.2013,\n author = {Lin, Min}, title = {NiN}, year = {2013}\n}\n",
}
TAB = "unknown tab 'caffe'"
NO_ARGUMENT = "without an `argument` right after it"
NO_PICTURE = "is damaged, incomplete or not of the type in its name"

# What is replaced in page one (at its end if it is empty) by what; line and message.
ONE: list[tuple[str, str, int, str]] = [
    ("", "[g](nowhere.md)", 22, "link to nowhere.md, but chapter/nowhere.md doesn't exist"),
    ("", "[g](../img/no.pdf)", 22, "img/no.pdf doesn't exist"),
    ("", "[g](nowhere.html)", 22, "chapter/nowhere.html doesn't exist"),
    ("", "[g](two.md#no)", 22, "chapter/two.md has no such heading or label"),
    ("", "[g](#no)", 22, "this page has no such heading or label"),
    ("", "[g](../nowhere/)", 22, "link to ../nowhere/, but nowhere doesn't exist"),
    ("", "[g](../../../etc/passwd)", 22, "which is outside the book's folder"),
    ("", "[g](..)", 22, "link to .., but . doesn't exist"),
    ("", "[g](/chapter/two.md)", 22, "write it relative to this page"),
    ("", "[g](no where.md)", 22, "]( is not a link; write spaces in an address as %20, or put it"),
    ("", "[g]()", 22, "link without an address"),
    ("", "[g][name]\n\n[name]: no.md", 22, "link to no.md, but chapter/no.md doesn't exist"),
    ("", "[g][name]", 22, "[g][name] refers to an undefined link"),
    ("", '<a href="no.html">g</a>', 22, "link to no.html"),
    ("", "[![g](../img/square.svg)](gone.md)", 22, "link to gone.md"),
    ("", "![g](../img/no.svg)", 22, "image ../img/no.svg doesn't exist"),
    ("", "![g](../img/Square.svg)", 22, "image ../img/Square.svg doesn't exist"),
    ("", "![g](../img)", 22, "image ../img doesn't exist"),
    ("", "![g](/etc/passwd)", 22, "image /etc/passwd doesn't exist in the book's folder"),
    ("", "![g](../../../etc/passwd)", 22, "doesn't exist in the book's folder"),
    ("", "![g](two.md)", 22, "image two.md won't be copied to the site"),
    ("", '<img src="../img/no.png">', 22, "image ../img/no.png doesn't exist"),
    ("`200px`", "`wide`", 7, ":width:`wide` is not a valid width; write it like 400px or 50%"),
    ("`200px`", "``", 7, ":width:`` is not a valid width"),
    ("`200px`", "`-5px`", 7, ":width:`-5px` is not a valid width"),
    ("`200px`", "`0px`", 7, ":width:`0px` is not a valid width"),
    ("`200px`", "`200qx`", 7, ":width:`200qx` is not a valid width"),
    ("`200px`", "`200px", 7, f":width: {NO_ARGUMENT}"),
    ("`200px`", " 200px", 7, f":width: {NO_ARGUMENT}"),
    (":width:", ":wdith:", 7, "unknown role :wdith:; did you mean 'width'?"),
    ("", "Text.\n\n:width:`9px`", 24, ":width: is not below an image; put it right below"),
    ("", "Text.\n:eqlabel:`eq_z`", 23, ":eqlabel: is not below a formula"),
    ("`sec_one`", "``", 2, ":label:`` is empty"),
    ("", "## A\n:label:`sec_one`", 23, "'sec_one' is already defined at chapter/one.md:2"),
    ("", "A :label:`x` b", 22, ":label:`x` is inside a paragraph; put it on a line of its own"),
    ("", ":numref:`fig_no`", 22, "label 'fig_no' is not defined"),
    ("", ":eqref:`sec_one`", 22, "eqref: is for formulas, but 'sec_one' doesn't label one; use :n"),
    ("", ":cite:`No.2000`", 22, "BibTeX key 'No.2000' is not in references.bib"),
    ("", ":numref:`fig_a", 22, f":numref: {NO_ARGUMENT}"),
    ("", ":numref: `fig_a`", 22, f":numref: {NO_ARGUMENT}"),
    ("", ":numref:``", 22, f":numref: {NO_ARGUMENT}"),
    ("", ":numrfe:`fig_a`", 22, "unknown role :numrfe:; did you mean 'numref'?"),
    ("", "$$x = 1\n\nText.", 22, "$$ without a partner"),
    ("", "Text $$x = 1 text.", 22, "$$ without a partner"),
    ("", "$\\frac{1}{2$", 22, "formula: "),
    ("", "$\\foo{1}$", 22, "formula: "),
    ("", "$x^1^2$", 22, "formula: "),
    ("", "$$\\left( x$$", 22, "formula: "),
    ("", "$$ $$", 22, "formula: "),
    ("pytorch`", "caffe`", 18, TAB),
    ("tab pytorch", "tab caffe", 14, TAB),
    ("tab pytorch", "tab PyTorch", 14, "unknown tab 'PyTorch'"),
    ("#@tab ", "#@tba ", 14, "#@tba is unknown; did you mean #@tab?"),
    ("`pytorch`", "", 18, "unknown tab ''"),
    (":end_tab:", "", 18, ":begin_tab: is never closed"),
    (":begin_tab:`pytorch`", "", 20, ":end_tab: without :begin_tab:"),
    ("", "Text :begin_tab: here.", 22, ":begin_tab: is inside a paragraph"),
    ("```{.python .input}\n", "", 13, "code without a fence above it"),
    ("x = 1\n```", "x = 1", 13, "code fence is never closed"),
    (" .input}", " .input", 13, "{.python .input has no closing }"),
    (" .input}", " .inptu}", 13, ".inptu is unknown"),
    (" .input}", " .input n=abc}", 13, "n=abc is not a number, and stock d2lbook stops there;"),
    ("{.python", "{.r", 13, "code is executed as Python, not r"),
    ("", "```{.json .output n=1}\n[]\n```", 22, "output left in the source"),
    ("x = 1", "x = = 1", 15, "syntax error: invalid syntax"),
    ("x = 1", "x = (1", 15, "syntax error: '(' was never closed"),
    ("x = 1", "return 1", 15, "syntax error: 'return' outside function"),
    ("x = 1", "x = 'a", 15, "syntax error: unterminated string literal"),
    ("", "<!-- ninbook: nothing -->", 22, "unknown comment 'ninbook: nothing'"),
    ("", "<!-- text", 22, "<!-- begins a comment that is never closed; add -->"),
    ("", "Text[^a].", 22, "[^a] refers to an undefined footnote; begin a line with it"),
    ("", "[^b]: text", 22, "nothing refers to footnote [^b], so it is left out"),
    ("", "A[^a].\n\n[^a]: x\n\n[^a]: y", 26, "[^a] is already defined in line 24"),
    ("", "<div>\n\nText.", 22, "<div> is never closed; add </div>"),
    ("", "- <div>\n\n</div>", 22, "<div> is never closed; add </div>"),
    ("", "<details>\n<summary>A\n\nText.\n\n</details>", 23, "<summary> is never closed"),
    ("", 'Text.\n\n<div class="x>\n\nText.', 24, "<div has no > behind it"),
    ("", "Text <b>bold.", 22, "<b> is never closed; add </b>"),
    ("", "*Text </sub>*.", 22, "</sub> closes nothing; delete it"),
    ("", "|a|b|\n|---|---|\n|1|2|3|", 24, "no column for 3, which is left out"),
    ("", "##Heading", 22, "a heading needs a space after its #"),
    ("", "##", 22, "heading without text"),
    ("", "<<<<<<< HEAD\na", 22, "is a leftover conflict marker"),
    ("", "a\0b", 22, r"'\x00' is not a character of text"),
    ("", "\ufeff## A", 22, r"'\ufeff' is not a character of text"),
    ("", "a\x1b[31mb", 22, r"'\x1b' is not a character of text"),
    ("", "(**abc", 22, "slide mark (** without its partner"),
    ("# One", "## One", 1, "the page's first heading is its title"),
]
# File, what is replaced by what; file and line, message.
OTHERS: list[tuple[str, str, str, str, str]] = [
    ("index.md", "/two", "/gone", "index.md:7", "page chapter/gone.md doesn't exist"),
    ("index.md", "/two", "/two\nindex", "index.md:8", "already contains this page; contents can't"),
    ("index.md", "/two", "/two\nchapter/one", "index.md:8", "in the contents at index.md:6"),
    ("index.md", "/two", "/two\n../../x", "index.md:8", "page ../../x.md doesn't exist"),
    ("index.md", "chapter/two\n", "", "chapter/two.md:1", "this page is in no table of contents"),
    ("index.md", "chapter/one\nchapter/two\n", "", "index.md:3", "lists no page"),
    ("index.md", ": 2", ": x", "index.md:3", ":maxdepth: x is not a number of levels"),
    ("index.md", "maxdepth", "maxdpeth", "index.md:3", "did you mean 'maxdepth'?"),
    ("index.md", "two\n```", "two\n", "index.md:3", "code fence is never closed"),
    ("chapter/two.md", "# Two", "", "chapter/two.md:1", "this page; begin it with a title"),
    (
        *("chapter/two.md", "# Two\n:label:`sec_two`", ":begin_tab:`jax`\n# Two\n:end_tab:"),
        *("chapter/two.md:1", "this page; begin it with a title"),
    ),
    ("chapter/two.md", "all\n", "\n", "chapter/two.md:5", "%%tab doesn't name a tab"),
    ("chapter/two.md", "../ref", "../no", "chapter/two.md:9", "noerences.bib doesn't exist"),
    *(
        ("chapter/two.md", "y = 1", f"if {condition}:\n    y = 1", "chapter/two.md:6", message)
        for condition, message in (
            ("tab.selected('caffe')", "tab.selected names the unknown tab 'caffe'"),
            ("tab.selected('jax', 'caffe')", "tab.selected names the unknown tab 'caffe'"),
            ("not tab.selected('caffe')", "tab.selected names the unknown tab 'caffe'"),
            ("tab.selected()", "tab.selected doesn't name a tab in this line"),
        )
    ),
    *(
        ("chapter/two.md", ":bib", f"```toc\n{entry}\n```\n:bib", "chapter/two.md:10", message)
        for entry, message in (
            ("two", "contents can't be circular"),
            ("one", "page one.md is already in the contents at index.md:6"),
            ("../index", "contents can't be circular"),
        )
    ),
    ("chapter/two.md", ":bib", "## A\n:label:`sec_one`\n\n:bib", "chapter/two.md:10", "defined at"),
    ("references.bib", "}\n", "", "references.bib:", "can't be read"),
    ("references.bib", "@misc", "@misc{Lin.2013,}\n\n@misc", "references.bib:", "can't be read"),
    ("references.bib", "\n}\n", "\n}\n@misc{Lin.2013,}\n", "references.bib:4", "repeated"),
    ("index.md", ": 2", ": 2\n:glob:", "index.md:3", "unknown option :glob:"),
    ("references.bib", "@misc", "@mics", "references.bib:1", "since @mics is unknown"),
    ("config.ini", "*.md */*.md", "*.md", "index.md:7", "two.md is left out by notebooks"),
    *(
        ("config.ini", "[pdf]", f"[{section}]\n{line}\n[pdf]", f"config.ini:{number}", message)
        for section, line, number, message in (
            ("ninbook", "fold_code = chapter/noe", 13, "no page chapter/noe; did you mean"),
            ("ninbook.published", "chapter/noe = jax 0.8", 13, "no page chapter/noe"),
            ("ninbook.published", "chapter/one = jaks 0.8", 13, "write a tab and an accuracy"),
            ("library-jaks", "lib_file = x.py", 12, "no tab jaks;"),
        )
    ),
    ("config.ini", "pytorch, jax", "pytorch, jax,", "config.ini:11", "a name is missing beside"),
    ("config.ini", "*.md */*.md", "*/*.md", "config.ini:1", "exclusions leave out index.md"),
    ("config.ini", "*.md */*.md", "none.md", "config.ini:1", "[build] notebooks names no page"),
    ("config.ini", "lang = en", "lang = kr", "config.ini:5", "unknown language code 'kr'"),
    ("config.ini", "[pdf]", "[ninbook]\nlanguages = en, xx\n[pdf]", "config.ini:13", "code 'xx'"),
    ("config.ini", "img/ ", "no/ ", "config.ini:9", "[build] resources: no/ doesn't exist"),
    ("config.ini", "[pdf]", "index = index.md\n[pdf]", "config.ini:12", "leave out .md"),
    ("config.ini", "[pdf]", "sphinx_configs = x = = 1\n[pdf]", "config.ini:12", "not valid Python"),
    *(
        ("config.ini", "[pdf]", f"[html]\n{key} = no.svg\n[pdf]", "config.ini:13", "no.svg doesn't")
        for key in ("favicon", "html_logo", "og_image", "include_css", "include_js")
    ),
]


@pytest.fixture
def book(small: Path) -> Path:
    """A book of three pages in English; the working directory is there."""
    (small / "chapter").mkdir()
    for name, text in FILES.items():
        (small / name).write_text(text)
    return small


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def named(command: Any, place: str, message: str) -> bool:
    """Tells whether the check says something of a place; prints all that it says."""
    ended = command("check", "--no-outputs")
    print(ended.said)
    lines = ended.said.splitlines()
    return ended.code == 1 and any(line.startswith(place) and message in line for line in lines)


def test_the_book_is_right_as_it_is(book: Path, command: Any) -> None:
    assert command("check", "--no-outputs").said == "0 problems in 3 pages\n"


@pytest.mark.parametrize(("old", "new", "line", "message"), ONE)
def test_what_is_wrong_in_a_page_is_named(
    old: str, new: str, line: int, message: str, book: Path, command: Any
) -> None:
    replace(book / "chapter/one.md", old or "END", new)
    assert named(command, f"chapter/one.md:{line}:", message)


@pytest.mark.parametrize(("file", "old", "new", "place", "message"), OTHERS)
def test_what_is_wrong_in_another_file_is_named(
    file: str, old: str, new: str, place: str, message: str, book: Path, command: Any
) -> None:
    replace(book / file, old, new)
    assert named(command, place, message)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("a.png", b""), ("a.png", b"text"), ("a.svg", b"<svg"), ("a.jpg", b"GIF8")),
        *(("a.svg", b"<svg>&copy;</svg>"), ("a.svg", b"<svg><g></svg>")),
        *(("a.svg", b"<?xml version='1.0' encoding='%s'?><svg/>" % e) for e in (b"euc-kr", b"x")),
    ],
)
def test_a_picture_that_is_none_is_named(
    name: str, content: bytes, book: Path, command: Any
) -> None:
    (book / "img" / name).write_bytes(content)
    replace(book / "chapter/one.md", "END", f"![g](../img/{name})")
    assert named(command, "chapter/one.md:22:", NO_PICTURE)


@pytest.mark.parametrize(("page", "entry"), [("é", "e\u0301"), ("e\u0301", "é")])
def test_a_page_in_another_form_of_unicode_is_named(
    page: str, entry: str, book: Path, command: Any
) -> None:
    (book / f"chapter/{page}.md").write_text("# E\n")
    replace(book / "index.md", "/two", f"/two\nchapter/{entry}")
    assert named(command, "index.md:8:", "a file name differs only in its Unicode form")


@pytest.mark.parametrize(("content", "line"), [(b"\xff\xfe#\0", 1), (b"# A\n\ncaf\xe9\n", 3)])
def test_a_page_that_is_no_text_is_named(
    content: bytes, line: int, book: Path, command: Any
) -> None:
    (book / "chapter/one.md").write_bytes(content)
    assert named(command, f"chapter/one.md:{line}:", "not valid UTF-8")


@pytest.mark.parametrize("name", ["chapter/x.md", "img/x.svg", "x", "chapter/more/x.png"])
def test_a_symbolic_link_to_nothing_is_named(name: str, book: Path, command: Any) -> None:
    (book / name).parent.mkdir(exist_ok=True)
    (book / name).symlink_to("gone")
    (book / ".x").symlink_to("gone")
    (book / "outputs").mkdir()
    (book / "outputs/x").symlink_to("gone")
    assert named(command, f"{name}:1:", "leads to gone, which doesn't exist")
    assert command("check", "--no-outputs").said.endswith("\n1 problem in 3 pages\n")


def test_a_bibliography_that_is_no_text_is_named(book: Path, command: Any) -> None:
    (book / "references.bib").write_bytes(b"@misc{Lin.2013,\n author={L, M}, title={\xe9}}\n")
    assert named(command, "references.bib:2:", "not valid UTF-8; save the file as UTF-8")


def test_a_name_that_no_file_can_have_stops_no_build(book: Path, command: Any) -> None:
    long = "x" * 300
    replace(book / "chapter/one.md", "END", f"[a]({long}.md) ![b]({long}.svg) ![c](%00.png)")
    replace(book / "index.md", "/two", f"/two\n{long}")
    ended = command("build", "html", "ipynb", "--no-eval")
    assert ended.code == 0
    assert f"chapter/one.md:22: link to {long}.md, but" in ended.err
    assert f"index.md:8: WARNING: the book has no page {long}.md" in ended.err


def test_a_picture_in_another_encoding_stops_no_build(book: Path, command: Any) -> None:
    square = (book / "img/square.svg").read_text("utf-8")
    (book / "img/square.svg").write_bytes(square.encode("utf-16"))
    replace(book / "chapter/one.md", "END", "(**![A](../img/square.svg)**)")
    assert command("build", "html", "ipynb", "slides", "--no-eval").code == 0
    assert "square.svg" in (book / "build/html/chapter/one.html").read_text("utf-8")


def test_warnings_of_sphinx_name_pages(book: Path, command: Any) -> None:
    replace(book / "index.md", "chapter/two\n", "")
    ended = command("build", "html", "--no-eval")
    assert "\nchapter/two.md: WARNING: document isn't included" in ended.err


def test_a_language_in_capitals_is_the_same(book: Path, command: Any) -> None:
    replace(book / "config.ini", "[pdf]", "[ninbook]\nlanguages = EN\n[pdf]")
    assert command("check", "--no-outputs").said == "0 problems in 3 pages\n"
    assert command("build", "ipynb", "--lang", "EN", "--no-eval").code == 2


def test_a_book_may_say_so(book: Path, command: Any) -> None:
    replace(book / "config.ini", "lang = en", "lang = zh_CN")
    replace(book / "config.ini", "resources = img/", "resources = ./ **/*.svg img/**/*.svg")
    replace(book / "index.md", "chapter/two", "/chapter/two")
    assert command("check", "--no-outputs").said == "0 problems in 3 pages\n"


def test_a_page_where_the_site_has_something_else_is_named(book: Path, command: Any) -> None:
    (book / "search.md").write_text("# S\n")
    replace(book / "index.md", "/two", "/two\nsearch\nko/x\nslides/x")
    replace(book / "config.ini", "[pdf]", "[ninbook]\nlanguages = en, ko\n[pdf]")
    for folder in ("ko", "slides"):
        (book / folder).mkdir()
        (book / folder / "x.md").write_text("# X\n")
    for page in ("search.md:1:", "slides/x.md:1:"):
        assert named(command, page, "the site has something else of this name")
    ended = command("build", "html", "--no-eval")
    said = "search.md:1: the site has something else of this name; rename this"
    assert (ended.code, said in ended.err.splitlines()) == (1, True)
    assert "ko/x.md:1: the site has its edition in the folder ko; rename this folder" in ended.err


def test_pages_in_a_circle_are_built(book: Path, command: Any) -> None:
    with (book / "chapter/two.md").open("a") as file:
        file.write("\n```toc\none\n../index\n```\n")
    replace(book / "index.md", "chapter/one\n", "")
    with (book / "chapter/one.md").open("a") as file:
        file.write("\n```toc\ntwo\n```\n")
    assert command("build", "html", "ipynb", "--no-eval").code == 0
    assert 'href="one.html"' in (book / "build/html/chapter/two.html").read_text("utf-8")


def test_a_work_of_an_unknown_type_is_shown(book: Path, command: Any) -> None:
    replace(book / "references.bib", "@misc", "@mics")
    assert command("build", "html", "ipynb", "--no-eval").code == 0
    for page in ("html/chapter/two.html", "ipynb/chapter/two.ipynb"):
        assert "nin" in (book / "build" / page).read_text("utf-8").lower()


def test_what_works_lack_is_named(book: Path, command: Any) -> None:
    (book / "references.bib").write_text("\n@article{Lin.2013, year={2013}}\n")
    assert command("check", "--no-outputs").said == (
        "references.bib:2: warning: entry Lin.2013 has no author, so its key is shown\n"
        "references.bib:2: warning: entry Lin.2013 has no journal, so it is shown as @misc\n"
        "references.bib:2: warning: entry Lin.2013 has no title\n"
        "0 problems and 3 warnings in 3 pages\n"
    )


def test_a_section_for_no_edition_is_named(book: Path, command: Any) -> None:
    replace(book / "config.ini", "[pdf]", "[ninbook.ko]\ntitle = T\n[pdf]")
    assert command("check", "--no-outputs").said == (
        "config.ini:12: warning: [ninbook.ko] is idle, since [ninbook] languages doesn't name ko\n"
        "0 problems and 1 warning in 3 pages\n"
    )


def test_works_that_no_page_lists_are_named(book: Path, command: Any) -> None:
    replace(book / "chapter/two.md", ":bibliography:`../references.bib`", ":cite:`Doe.2001`")
    assert named(command, "chapter/", "no page lists the works cited")


def test_what_stock_d2lbook_goes_on_at_stops_no_build(book: Path, command: Any) -> None:
    text = (
        ":numref:`no`, :eqref:`no`, :ref:`A <no>`, :cite:`No.1`\n\n![A](../img/no.svg)\n\n"
        "## B\n:label:`sec_one`\n\n```{.python .input}\n```\n\n```toc\ngone\n```\n\n"
        "[page](nowhere.md)\n\n![A](../img/square.svg)\n:width:`wide`\n"
    )
    replace(book / "chapter/one.md", "END", text)
    ended = command("build", "html", "ipynb", "slides", "--no-eval")
    assert ended.code == 0
    for line, message in (
        (22, "label 'no' is not defined"),
        (22, "BibTeX key 'No.1' is not in"),
        (24, "image ../img/no.svg doesn't exist"),
        (27, "label 'sec_one' is already defined"),
        (29, "empty cell"),
        (33, "page gone.md doesn't exist"),
        (36, "link to nowhere.md, but chapter/nowhere.md doesn't exist"),
        (39, ":width:`wide` is not a valid width"),
    ):
        assert f"chapter/one.md:{line}: {message}" in ended.err
    assert "(No.1)" in (book / "build/html/chapter/one.html").read_text("utf-8")


@pytest.mark.parametrize("ends", ["\r\n", "\ufeff"])
def test_windows_line_ends_and_marks_are_right(ends: str, book: Path, command: Any) -> None:
    text = (book / "chapter/one.md").read_text()
    text = text.replace("\n", ends) if ends == "\r\n" else ends + text
    (book / "chapter/one.md").write_bytes(text.encode())
    assert command("check", "--no-outputs").said == "0 problems in 3 pages\n"


def test_no_file_from_outside_gets_into_the_site(book: Path, command: Any) -> None:
    (book.parent / "secret.txt").write_text("secret")
    # As seen from the copy of the page that Sphinx reads.
    replace(book / "chapter/one.md", "END", "[a](../../../../secret.txt) [b](http://[::1/)")
    assert command("build", "html", "--no-eval").code == 0
    assert not [*(book / "build").rglob("secret.txt")]


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), [row[:2] for row in ONE])
def test_a_build_of_a_bad_page_ends_without_a_traceback(
    old: str, new: str, book: Path, command: Any
) -> None:
    replace(book / "chapter/one.md", old or "END", new)
    assert command("build", "html", "ipynb", "slides", "--no-eval").code in (0, 1)
    assert not [*book.rglob("passwd")]
