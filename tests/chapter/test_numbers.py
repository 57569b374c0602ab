"""Sections, figures, tables and equations have the same numbers in site, notebooks and PDF."""

import re
import subprocess
from pathlib import Path

import nbformat
import pytest
from selectolax.lexbor import LexborHTMLParser

from ninbook.cli import main
from ninbook.pdf.latex_run import TexMissingError, require_tex

TAB = "pytorch"
WORDS = {"en": ("", "Fig.|Table"), "ko": ("ko", "그림|표")}


def of_site(folder: Path) -> set[str]:
    found: set[str] = set()
    for file in folder.glob("chapter_*/*.html"):
        body = LexborHTMLParser(file.read_text(encoding="utf-8")).css_first("article")
        nodes = body.css(".section-number, .caption-number, .eqno")
        found |= {node.text().replace("\xa0", " ").strip().rstrip("#.: ") for node in nodes}
    return found


def of_notebooks(folder: Path, words: str) -> set[str]:
    found: set[str] = set()
    for file in folder.glob("chapter_*/*.ipynb"):
        cells = nbformat.read(file, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        text = text.replace("\xa0", " ")
        found |= {
            "".join(m)
            for m in re.findall(rf"^(?:<a [^>]*></a>)?\*\*((?:{words}) )([\d.]+\d)\.", text, re.M)
        }
        found |= set(re.findall(r"^#+ (\d[\d.]*)\. ", text, re.M))
        found |= {f"({number})" for number in re.findall(r"\\tag\{([\d.]+)\}", text)}
    return found


def of_pdf(file: Path, words: str) -> set[str]:
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout
    body = text[text.rindex(" . . . .") :]  # after the contents
    found = {f"{word} {number}" for word, number in re.findall(rf"({words}) ([\d.]+\d):", body)}
    found |= set(re.findall(r"^\f?([1-9](?:\.\d+)+) \S", body, re.M))
    return found | set(re.findall(r"\s{3,}(\(\d+(?:\.\d+)+\))$", body, re.M))


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "ko"])
def test_all_forms_have_the_same_numbers(language: str, chapter_copy: Path) -> None:
    folder, words = WORDS[language]
    targets = ["html", "ipynb"]
    try:
        require_tex()
        targets.append("pdf")
    except TexMissingError as error:
        print(error)
    assert main(["build", *targets, "--no-eval", "--lang", language, "--tab", TAB]) == 0
    numbers = of_site(Path("build", f"html_{TAB}", folder))
    assert {"(1.1.1)", "1.1"} < numbers and len(numbers) > 30, "some of each kind"
    assert of_notebooks(Path("build", folder, "ipynb"), words) == numbers
    if "pdf" in targets:
        (file,) = Path("build/downloads").glob(f"*-{language}-{TAB}.pdf")
        chapters = {number for number in numbers if number.isdigit()}  # set as words, or by design
        assert of_pdf(file, words) == numbers - chapters
