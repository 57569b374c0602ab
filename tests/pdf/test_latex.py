"""The LaTeX of a book, which needs no TeX."""

import os
import re
from contextlib import chdir
from pathlib import Path

import pytest

from ninbook.build.builder import BookBuilder
from ninbook.errors import BuildError
from ninbook.files.dates import dated, source_date
from ninbook.outputs import Store
from ninbook.pdf.latex_run import TexMissingError, require_tex
from ninbook.pdf.latex_style import fonts_of
from ninbook.source import Book
from tests.editing import edit
from tests.executions import freeze_all
from tests.projects import write_book


def latex_of(folder: Path, tab: str | None, language: str = "en") -> str:
    """Writes the LaTeX of an edition and returns it; pictures stay what they are."""
    config = folder / "config.ini"
    if "rsvg" not in config.read_text(encoding="utf-8"):
        # Conversion of pictures is another program's; here they are left out.
        edit(config, "sphinx_configs =", "sphinx_configs = rsvg_converter_bin = 'true'  # rsvg")
    builder = BookBuilder(Book.open(folder).in_language(language).in_tab(tab), Store(folder))
    with dated(1_700_000_000):
        builder._write_latex()
    return Path(builder.config.tex_fname).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def latex(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The LaTeX of the small book in TensorFlow, with outputs."""
    folder = write_book(tmp_path_factory.mktemp("latex") / "book")
    freeze_all(folder)
    with chdir(folder):
        return latex_of(folder, "tensorflow")


def test_a_tab_has_its_words_outputs_and_results(latex: str) -> None:
    assert "Words for the others." in latex
    assert "Words for PyTorch." not in latex
    assert "later output of tensorflow (quick)" in latex
    assert "1,992,166" in latex, "the table of results is static"
    assert "ninbook: results" not in latex
    assert re.search(r"\\begin\{sphinxuseclass\}\{provenance\}[^$]*TensorFlow", latex)


def test_the_title_page_names_the_framework_in_a_book_with_several(latex: str) -> None:
    assert r"\title{Small Book\texorpdfstring{\\[1ex]\LARGE TensorFlow}{ (TensorFlow)}}" in latex
    assert "© 2026, the authors" in latex
    assert r"\date{Nov 14, 2023}" in latex, "the date is that of the source"


def test_the_index_pages_words_stand_under_its_title(latex: str) -> None:
    parts = [r"\chapter*{Small Book}", "Two pages and what they cite.", r"\chapter{Doubling}"]
    assert sorted(parts, key=latex.index) == parts


def test_the_index_pages_sections_stand_before_the_pages(book_folder: Path) -> None:
    index = book_folder / "index.md"
    text = index.read_text(encoding="utf-8").replace("# Small Book", "# Small & Good")
    index.write_text(f"{text}\n## How to Read\n\nFrom the start.\n")
    latex = latex_of(book_folder, "jax")
    order = r"\chapter*{Small \& Good}|they cite.|\section{How to Read}|From the|\chapter{Doubling}"
    parts = order.split("|")
    assert sorted(parts, key=latex.index) == parts


def test_a_listing_has_its_label_once(book_folder: Path) -> None:
    with (book_folder / "index.md").open("a") as file:
        file.write("\nA.\n\n```\nx\n```\n:label:`code_x`\n")
    assert latex_of(book_folder, "jax").count(r"\label{\detokenize{index:code-x}}") == 1


def test_answers_to_a_list_of_exercises_come_last(book_folder: Path) -> None:
    answer = "<!-- ninbook: answer {0} -->\n{1}It is {0}.\n\n{1}<!-- ninbook: end-answer -->\n"
    text = f"1. One?\n\n   {answer.format(1, '   ')}\n{answer.format(2, '')}\nIn the end.\n"
    edit(book_folder / "chapter/page.md", "That is all.\n", f"That is all.\n\n{text}")
    latex = latex_of(book_folder, "jax")
    first = r"(page \pageref{ninbook:answer-0})"
    places = [first, "It is 2.", "In the end.", "Answers}", "It is 1."]
    assert sorted(places, key=latex.index) == places
    assert latex.index("It is 1.") < latex.index("References")
    assert latex.count(r"\label{ninbook:answer-0}") == 1


def test_the_bibliography_stands_under_its_pages_title(latex: str) -> None:
    assert r"\chapter{References}" not in latex
    place = latex.index(r"\renewcommand{\bibname}{References}")
    assert place < latex.index(r"\begin{sphinxthebibliography}")
    assert latex.count(r"\detokenize{references::doc}") == 1


def test_references_and_citations_lead_somewhere(latex: str) -> None:
    labels = set(re.findall(r"\\label\{\\detokenize\{([^{}]*)\}\}", latex))
    wanted = set(re.findall(r"\\(?:hyper)?ref\[?\{?\\detokenize\{([^{}]*)\}\}?\]?", latex))
    assert wanted and wanted <= labels
    entries = set(re.findall(r"\\bibitem\[[^]]*\]\{([^{}]*)\}", latex))
    cited = set(re.findall(r"\\hyperlink\{cite\.([^{}]*)\}", latex))
    assert cited and cited <= entries


def test_korean_is_set_by_polyglossia_in_fonts_with_hangul(translated_folder: Path) -> None:
    latex = latex_of(translated_folder, "jax", "ko")
    assert r"\setmainlanguage{korean}" in latex
    assert r"\setmainfont{Noto Serif CJK KR}" in latex
    assert r"\hypersetup{pdflang=ko}" in latex
    assert "JAX를 위한 말입니다." in latex
    assert "{그림\u00a01}" in latex
    english = latex_of(translated_folder, "jax", "en")
    assert r"\date{Nov 14, 2023}" in english, "no word of an edition gets into the next"


def test_a_book_without_tabs_and_bibliography_has_latex_too(book_folder: Path) -> None:
    edit(book_folder / "config.ini", "tabs = pytorch, mxnet, tensorflow, jax", "tabs =")
    edit(book_folder / "config.ini", "bibfile = ../../references.bib", "bibfile =")
    for name in ("references.md", "references.bib", "chapter/page.md"):
        (book_folder / name).unlink()
    (book_folder / "index.md").write_text("# Plain\n\nWords.\n\n```python\nx = 1\n```\n")
    latex = latex_of(book_folder, None)
    assert "Words." in latex
    assert r"\title{Small Book}" in latex
    assert "thebibliography" not in latex


def test_an_empty_section_stays_and_is_no_place_for_the_bibliography(book_folder: Path) -> None:
    page = book_folder / "chapter" / "page.md"
    page.write_text("# Doubling\n\n:cite:`Lin.Chen.Yan.2013`\n\n## Empty\n\n## More\n\nWords.\n")
    latex = latex_of(book_folder, "jax")
    assert r"\section{Empty}" in latex
    assert r"\renewcommand{\bibname}{References}" in latex
    assert latex.index("Words.") < latex.index(r"\begin{sphinxthebibliography}")


def test_tables_with_captions_float_and_tall_ones_without_may_break(book_folder: Path) -> None:
    head = "| a | b |\n|:--|--:|\n"
    tall, wide = head + "| x | 1 |\n" * 20, head + f"| ten letter | {'word ' * 40}|\n" * 9
    text = f"# Page\n\n{head}| x | 1 |\n\nOne.\n\nTable: Tall.\n\n{tall}\n"
    text += f"Two.\n\n{tall}\nThree.\n\n{wide}"
    (book_folder / "chapter/page.md").write_text(text)
    latex = latex_of(book_folder, "jax")
    parts = [r"\begin{table}[htbp]", "Tall.", "[t]{lr}", r"\end{table}"]
    places = [latex.index(part, latex.index(parts[0])) for part in parts]
    assert places == sorted(places)
    assert latex.count(r"\begin{table}") == 1
    assert r"\begin{longtable}{lr}" in latex
    assert r"\begin{longtable}{\X{10}{50}>{\raggedleft\arraybackslash}\X{40}{50}}" in latex


def test_a_column_of_single_words_is_as_wide_as_these(book_folder: Path) -> None:
    row = "| TensorFlow | 1 | reached 0.80, and is shown here | 2026-11-22 |\n"
    table = "| Framework | Published accuracy | Outcome | Date |\n|:--|--:|:--|:-:|\n" + row
    wide = "| Name | What it does | Where |\n|:--|:--|:--|\n" + f"| {'n' * 30} | {'w' * 45} | x |\n"
    (book_folder / "chapter/page.md").write_text(f"# Page\n\n{table}\nTwo.\n\n{wide}")
    latex = latex_of(book_folder, "jax")
    assert re.findall(r"\\begin\{tabulary\}\{\\linewidth\}\[t\]\{(\w+)\}", latex)[-2:] == [
        "lRLc",
        "LLL",
    ]


def test_settings_may_hold_percent_signs(book_folder: Path) -> None:
    config = book_folder / "config.ini"
    own = "rsvg_converter_bin = 'true'; numfig_format = {'section': 'Part %%s'}"
    edit(config, "the authors", "the 100%% authors")
    edit(config, "sphinx_configs =", f"sphinx_configs = {own}")
    edit(book_folder / "index.md", "Two pages", "See :numref:`sec_page`. Two pages")
    for language in ("en", "ko"):
        latex = latex_of(book_folder, "jax", language)
        assert r"\hyperref[\detokenize{chapter/page:sec-page}]{Part 1}" in latex


def test_the_books_own_settings_win(book_folder: Path) -> None:
    own = (
        "rsvg_converter_bin = 'true'; latex_elements.update(papersize='letterpaper', "
        r"fontpkg=r'\usepackage{lmodern}', figure_align='H')"
    )
    edit(book_folder / "config.ini", "sphinx_configs =", f"sphinx_configs = {own}")
    latex = latex_of(book_folder, "jax")
    assert r"\documentclass[letterpaper" in latex
    assert r"\usepackage{lmodern}" in latex and "FreeSerif" not in latex
    assert r"\begin{figure}[H]" in latex


def test_fonts_fall_back_and_a_missing_one_is_named() -> None:
    korean = fonts_of("ko-KR")
    assert korean.index("Noto Serif CJK KR") < korean.index("AppleMyungjo")
    assert korean.count(r"\PackageError{ninbook}{no font for 'ko'; install fonts-noto-cjk}") == 3
    assert r"\PackageError" not in fonts_of("en")


def test_without_tex_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TexMissingError) as caught:
        require_tex()
    message = str(caught.value)
    for word in ("xelatex", "texlive-xetex", "fonts-noto-cjk", "librsvg2-bin", "mactex-no-gui"):
        assert word in message
    assert isinstance(caught.value, BuildError)


def test_the_date_is_given_or_the_last_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    assert source_date(tmp_path) == 1234567890
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert source_date(Path(__file__).parent) > 1_700_000_000
    assert source_date(tmp_path) == 0
    page = tmp_path / "page.md"
    page.write_text("# A page\n")
    os.utime(page, (1_600_000_000, 1_600_000_000))
    assert source_date(tmp_path, [Path("page.md")]) == 1_600_000_000
    with dated(7):
        assert os.environ["SOURCE_DATE_EPOCH"] == "7"
    assert "SOURCE_DATE_EPOCH" not in os.environ
