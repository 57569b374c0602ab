"""PDFs by a real XeLaTeX; skipped where there is none."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ninbook.build.targets import build_targets
from ninbook.cli import main
from ninbook.errors import BuildError
from ninbook.outputs import Store
from ninbook.pdf.latex_log import problems_in
from ninbook.pdf.latex_run import TexMissingError, require_tex, run_latex
from ninbook.pdf.latex_style import tex
from ninbook.source import Book
from tests.editing import edit


def _missing() -> str:
    try:
        require_tex()
    except TexMissingError as error:
        return str(error).splitlines()[0]
    if shutil.which("pdftotext") is None:
        return "pdftotext is missing; install poppler-utils"
    return ""


needs_tex = pytest.mark.skipif(bool(_missing()), reason=_missing() or "TeX is there")
_OF_A_PUBLISHER = r"""
import sys
from pathlib import Path

file = Path(sys.argv[1])
start, end = r"\begin{document}", r"\end{document}"
text = file.read_text().replace(start, start + r"\halftitle\mainmatter")
file.write_text(text.replace(end, r"\oneappendix\endappendix" + end))
"""
Command = Callable[..., tuple[int, str, str]]


def _said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@needs_tex
def test_korean_is_text_in_embedded_fonts_and_pictures_are_vectors(
    chapter_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "pdf", "--no-eval", "--lang", "ko", "--tab", "jax"]) == 0
    said = capsys.readouterr()
    assert said.err == "", "no overflow, no missing glyph, no dead reference"
    file = Path("build/downloads/network-in-network-ko-jax.pdf")
    assert f"{file}: " in said.out and " pages, " in said.out
    assert Path("build/ko/pdf_jax/network-in-network-jax.pdf").is_file(), "d2lbook's name"
    text = _said_by("pdftotext", file, "-")
    parts = ("네트워크 인 네트워크", "JAX", "그림 1.1.1", "class NiN(d2l.Classifier)", "VGG-11")
    assert [part for part in parts if part not in text] == []
    assert "??" not in text
    source = Path("chapter_cnn-modern/nin.ko.md").read_text(encoding="utf-8")
    words = set(re.findall("[가-힣]+", source))
    ends = re.findall(r"([가-힣]+)\n([가-힣]+)", text)
    assert [end for end in ends if "".join(end) in words and end[0] not in words] == []
    bookmarks = Path("build/ko/pdf_jax/network-in-network.out").read_text(encoding="utf-8")
    assert r"\0001\000.\0002\000\040\000N\000i\000N" in bookmarks, "1.2 NiN"
    fonts = [line.split() for line in _said_by("pdffonts", file).splitlines()[2:]]
    assert any("Noto" in font[0] for font in fonts)
    assert all(font[-5] == "yes" for font in fonts), "embedded"
    bitmaps = [line.split() for line in _said_by("pdfimages", "-list", file).splitlines()[2:]]
    assert {(line[3], line[4]) for line in bitmaps} <= {("28", "28")}, "images of the data alone"
    assert "Title:           네트워크 인 네트워크 (JAX)" in _said_by("pdfinfo", file)


@needs_tex
def test_a_command_that_cannot_be_patched_is_named(tmp_path: Path) -> None:
    document = tmp_path / "without-sphinx.tex"
    packages = r"\documentclass{article}\usepackage{tabulary}"
    document.write_text(rf"{packages}{tex('patches')}\begin{{document}}Words.\end{{document}}")
    problems = problems_in(run_latex(document), document.read_text())
    named = [re.findall(r"ninbook Error: (\\\w+) has changed", each.message) for each in problems]
    assert named == [[r"\sphinxcolwidth"], [r"\sphinxbeforeendvarwidth"]]


@needs_tex
def test_the_same_book_gives_the_same_bytes(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    file = Path("build/downloads/small-book-jax.pdf")
    contents = []
    for _ in range(2):
        build_targets(Book.open(book_folder), Store(book_folder), ["pdf"], "jax")
        contents.append(file.read_bytes())
        shutil.rmtree("build")
    assert contents[0] == contents[1]


@needs_tex
def test_what_a_reader_would_miss_is_reported_at_its_page(
    book_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formula = "+".join(["abcdefgh"] * 20)
    words = f"A \ud55c and no way to break:\n\n$${formula}$$\n"
    edit(book_folder / "chapter" / "page.md", "That is all.", words)
    book, store = Book.open(book_folder), Store(book_folder)
    build_targets(book, store, ["pdf"], "jax")
    said = capsys.readouterr().err
    assert "warning: chapter/page.md: no glyph for '한' (U+D55C)" in said
    assert "warning: chapter/page.md: something runs " in said
    edit(book_folder / "config.ini", "[build]", "[build]\nwarning_is_error = True")
    with pytest.raises(BuildError, match="warning_is_error"):
        build_targets(Book.open(book_folder), store, ["pdf"], "jax")


@needs_tex
def test_no_page_ends_within_a_short_listing_or_right_below_a_heading(book_folder: Path) -> None:
    parts = ["# Page"]
    for lines in range(1, 41):  # so that each place of a page is the end of one once
        parts += ["Words.\n"] * lines
        code = "\n".join([f"first_{lines}", *["more"] * 8, f"last_{lines}"])
        parts += [f"## Section{lines}x", f"```python\n{code}\n```"]
        parts += [f"**Bold{lines}x**", f"Under{lines}x."]
    Path("chapter/page.md").write_text("\n\n".join(parts))
    build_targets(Book.open(book_folder), Store(book_folder), ["pdf"], "jax")
    text = _said_by("pdftotext", "-layout", "build/downloads/small-book-jax.pdf", "-")
    pages = [page for page in text.split("\f") if ". . ." not in page]

    def page_of(word: str) -> int:
        (found,) = [number for number, page in enumerate(pages) if word in page]
        return found

    for lines in range(1, 41):
        together = [f"Section{lines}x\n", f"first_{lines}\n", f"last_{lines}\n"]
        assert len(set(map(page_of, together))) == 1
        assert page_of(f"Bold{lines}x") == page_of(f"Under{lines}x")


@needs_tex
def test_no_page_is_more_than_a_quarter_empty_before_something_tall(book_folder: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400">{}</svg>'
    file = book_folder / "img" / "tall.svg"
    file.write_text(svg.format('<rect width="300" height="400" stroke="black"/>'))
    rows = "\n".join(["| a | b |", "|:--|--:|", *["| something | 1 |"] * 22])
    tall = [
        "![](../img/tall.svg)",
        "![Tall.](../img/tall.svg)\n:label:`fig_{0}`",
        "```python\n" + "x = 1\n" * 16 + "```",
        "```python\n" + "x = 1\n" * 70 + "```",
        rows,
        f"Table: Tall.\n\n{rows}\n:label:`tab_{{0}}`",
    ]
    parts = ["# Page"]
    for lines in range(2, 38, 3):
        for number, block in enumerate(tall):
            parts += ["Words.\n"] * lines + [block.format(f"{lines}_{number}")]
    Path("chapter/page.md").write_text("\n\n".join([*parts, "The end."]))
    build_targets(Book.open(book_folder), Store(book_folder), ["pdf"], "jax")
    pdf = "build/downloads/small-book-jax.pdf"
    pages = _said_by("pdftotext", pdf, "-").split("\f")
    (end,) = [number for number, page in enumerate(pages) if "The end." in page]
    start = next(number for number, page in enumerate(pages) if "Words." in page)
    subprocess.run(["pdftoppm", "-r", "20", "-gray", pdf, "page"], check=True)
    drawn = sorted(Path().glob("page-*.pgm"))[start:end]
    assert len(drawn) > 40
    for file in drawn:
        with Image.open(file) as page:
            # Text, pictures and code begin at the left or in the middle; above is the footer.
            body = page.crop((0, 0, page.width, int(0.925 * page.height)))
        _, _, _, bottom = body.point(lambda grey: 255 * (grey < 240)).getbbox()
        assert bottom > 0.68 * page.height, file


@needs_tex
def test_pictures_that_latex_does_not_know_are_converted(book_folder: Path) -> None:
    page = book_folder / "chapter" / "page.md"
    for number, name in enumerate(("g.gif", "w.webp"), 1):
        Image.new("RGB", (number, 7), "red").save(book_folder / "img" / name)
    page.write_text("# Page\n\n![G.](../img/g.gif)\n\n![W.](../img/w.webp)\n", encoding="utf-8")
    assert main(["build", "pdf", "--no-eval", "--tab", "jax"]) == 0
    shown = _said_by("pdfimages", "-list", "build/pdf_jax/small-book.pdf").splitlines()[2:]
    assert [line.split()[3:5] for line in shown] == [["1", "7"], ["2", "7"]]


@needs_tex
def test_a_caption_may_cite(book_folder: Path) -> None:
    edit(book_folder / "chapter/page.md", "![A square.]", "![After :cite:`Lin.Chen.Yan.2013`.]")
    build_targets(Book.open(book_folder), Store(book_folder), ["pdf"], "jax")
    text = _said_by("pdftotext", "build/downloads/small-book-jax.pdf", "-")
    assert "After (Lin et al., 2013)." in text


@needs_tex
def test_no_word_of_a_table_is_hyphenated_if_there_is_room(book_folder: Path) -> None:
    head = (
        "| Framework | Seed | Validation accuracy | Published accuracy | Outcome | Device | Date |"
    )
    outcome = "reached 0.80; outside the rule (another initialisation)"
    row = f"| TensorFlow | 1 | 0.859 | 0.877 | {outcome} | NVIDIA H100 80GB HBM3 | 2026-11-22 |"
    table = "\n".join([head, "|:--|--:|--:|--:|:--|:--|:--|", row])
    Path("chapter/page.md").write_text(f"# Page\n\n{table}\n", encoding="utf-8")
    build_targets(Book.open(book_folder), Store(book_folder), ["pdf"], "jax")
    text = _said_by("pdftotext", "-layout", "build/downloads/small-book-jax.pdf", "-")
    words = "Framework TensorFlow Validation Published initialisation 2026-11-22"
    assert [word for word in words.split() if word not in text] == []


@needs_tex
def test_latex_that_stops_says_why_and_the_rest_is_built(
    book_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = r"sphinx_configs = latex_elements['preamble'] += r'\usepackage{nosuch}'"
    edit(book_folder / "config.ini", "sphinx_configs =", package)
    assert main(["build", "pdf", "ipynb", "--no-eval", "--tab", "jax"]) == 1
    said = capsys.readouterr().err
    assert "LaTeX stopped: ./small-book.tex" in said or "LaTeX stopped: LaTeX Error" in said
    assert Path("build/ipynb_jax/chapter/page.ipynb").is_file()


@needs_tex
def test_what_latex_cannot_set_costs_its_place(
    book_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"| row {number} | {number} |\n" for number in range(40))
    page = book_folder / "chapter" / "page.md"
    page.write_text(
        "# Page\n\nBad $\\foo{x}$ and 5: $5%$.\n\n$$\\frac{a}{b$$\n\n"
        "$$\\begin{aligned} a \\tag{3} \\\\ b \\tag{4} \\end{aligned}$$\n\n"
        f"| a | b |\n|:-:|--:|\n{rows}"
    )
    settings = "[pdf]\nstyle = cambridge\nmain_font = Nosuch\npost_latex = publisher.py"
    edit(book_folder / "config.ini", "[pdf]", settings)
    (book_folder / "publisher.py").write_text(_OF_A_PUBLISHER)
    assert main(["build", "pdf", "--no-eval", "--tab", "jax"]) == 0
    said = capsys.readouterr().err
    assert "[pdf] style = cambridge needs Sphinx 5" in said
    assert "The font Nosuch isn't installed" in said
    assert 'page.md:3: formula: Unknown command "\\foo"' in said
    assert "page.md: LaTeX can't set something" in said and "tag not allowed here" in said
    assert "Undefined control sequence" not in said
    text = _said_by("pdftotext", "build/downloads/small-book-jax.pdf", "-")
    assert "\\foo{x}" in text and "\\frac{a}{b" in text and "row 39" in text


@needs_tex
def test_a_figure_of_the_projects_name_is_refused(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "name = small-book", "name = square")
    with pytest.raises(BuildError, match="a figure are both called 'square'"):
        build_targets(Book.open(book_folder), Store(book_folder), ["pdf"], "jax")


def test_without_tex_all_else_is_built(
    book_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "bash", "cp", "rm", "find", "zip", "mkdir"):
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is missing, which d2lbook's pkg calls")
        (programs / name).symlink_to(found)
    monkeypatch.setenv("PATH", str(programs))
    build_all = ["build", "pdf", "html", "--no-eval", "--lang", "en"]
    assert main(build_all) == 1
    said = capsys.readouterr().err
    assert said.count("PDFs need XeLaTeX, and these are missing: xelatex") == 1
    assert Path("build/html/index.html").is_file()
