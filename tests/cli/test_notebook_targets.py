"""The chapter and other pages beside it, as notebooks: ipynb, colab, sagemaker and pkg."""

import base64
import hashlib
import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from os.path import normpath
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from PIL import Image

import ninbook
from ninbook.frameworks import BY_TAB
from ninbook.pictures import svg_tree
from tests.cli.conftest import Built, Command
from tests.editing import edit
from tests.projects import PNG

TABS = ["pytorch", "mxnet", "tensorflow", "jax"]
LANGUAGES = ["en", "ko"]
TARGETS = ["ipynb", "colab", "sagemaker"]
NIN = "chapter_cnn-modern/nin"
ALEXNET = "chapter_cnn-modern/alexnet"
IMPORTS = {"pytorch": "torch", "mxnet": "mxnet", "tensorflow": "tensorflow", "jax": "jax"}
LEFT_OVER = re.compile(
    r":(?:numref|ref|eqref|cite|citet|citep|label|eqlabel|width|height|begin_tab|end_tab):"
    r"|<button|<span|<div(?! class=.start.)|\bprovenance\b"
    r"|\[\*\*|\*\*\](?!\()|\(\*\*|\*\*\)|\(~~|~~\)|\[~~|~~\]|eval_rst|```toc|ninbook: "
)
LEFT_OVER_CODE = re.compile(r"%%tab|#@save|# ?@tab|d2lbook|tab\.(?:selected|interact_select)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def folder_of(book: Path, target: str, language: str, tab: str) -> Path:
    name = target if tab == TABS[0] else f"{target}_{tab}"
    return book / "build" / ("" if language == "en" else language) / name


def read(book: Path, target: str, language: str, tab: str, page: str = NIN) -> Any:
    return nbformat.read(folder_of(book, target, language, tab) / f"{page}.ipynb", as_version=4)


@pytest.fixture(scope="session")
def exported(grown_chapter: Built) -> Path:
    """The book with pages more, built as notebooks twice, and the digests of both times."""
    book: Path = grown_chapter.folder
    (book / "img" / "dot.png").write_bytes(PNG)
    shutil.copy(Path(__file__).with_name("photo.md"), book / "chapter_cnn-modern")
    # Last, so that the numbers of the site, which was built before, are still right.
    edit(book / "index.md", "\nreferences\n", "\nreferences\nchapter_cnn-modern/photo\n")
    digests = []
    for _ in range(2):
        for name in digest_of(book / "build"):
            (book / "build" / name).unlink()
        done = grown_chapter.run("build", *TARGETS, "pkg", "--no-eval")
        assert done.returncode == 0, done.stderr
        digests.append(digest_of(book / "build"))
    (book / "digests.json").write_text(json.dumps(digests))
    return book


def digest_of(folder: Path) -> dict[str, str]:
    files = [*folder.rglob("*.ipynb"), *folder.glob("downloads/*.zip")]
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if not file.relative_to(folder).parts[0].startswith("html")
    }


def notebooks(book: Path, *targets: str) -> Iterator[tuple[Path, Any]]:
    for target in targets:
        for language in LANGUAGES:
            for tab in TABS:
                for file in folder_of(book, target, language, tab).rglob("*.ipynb"):
                    yield file, nbformat.read(file, as_version=4)


def texts(notebook: Any) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def prose(notebook: Any) -> str:
    return re.sub(r"```.*?```|`[^`]*`", "", texts(notebook), flags=re.DOTALL)


def code(notebook: Any) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("target", TARGETS)
def test_every_language_and_framework_has_its_notebook(target: str, exported: Path) -> None:
    for language in LANGUAGES:
        for tab in TABS:
            folder = folder_of(exported, target, language, tab)
            assert (folder / f"{NIN}.ipynb").is_file()
            assert (folder / f"{ALEXNET}.ipynb").is_file()
            assert (folder / "index.ipynb").is_file()
            assert (folder / "chapter_cnn-modern" / "one_tab.ipynb").is_file() == (tab == "jax")


def test_notebooks_are_valid_and_plain(exported: Path) -> None:
    seen = 0
    for file, notebook in notebooks(exported, *TARGETS):
        seen += 1
        nbformat.validate(notebook)
        assert notebook.metadata.kernelspec.name == "python3"
        assert notebook.nbformat == 4
        assert not LEFT_OVER.search(prose(notebook)), file
        for source in code(notebook):
            if "MENDS = " not in source:
                assert not LEFT_OVER_CODE.search(source), file
    # one_tab is in JAX only, photo in JAX and PyTorch, and in PyTorch only are three pages:
    # the experiments, the cured network and the answers
    assert seen == 3 * 2 * (4 * 6 + 6)


@pytest.mark.parametrize("tab", TABS)
def test_a_notebook_holds_one_framework(tab: str, exported: Path) -> None:
    for language in LANGUAGES:
        source = "\n".join(code(read(exported, "ipynb", language, tab)))
        assert re.search(rf"\b(import|from) {IMPORTS[tab]}\b", source)
        for other in set(TABS) - {tab}:
            assert not re.search(rf"\b(import|from) {IMPORTS[other]}\b", source)


@pytest.mark.parametrize("tab", TABS)
def test_outputs_are_the_frozen_ones(tab: str, exported: Path) -> None:
    frozen = json.loads((exported / f"outputs/{NIN}.{tab}.quick.ipynb").read_text())
    summary = "".join(frozen["cells"][3]["outputs"][0]["text"])
    for language in LANGUAGES:
        notebook = read(exported, "ipynb", language, tab)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert [cell.execution_count for cell in cells] == [1, 2, 3, 4, 5, None]  # a comparison
        line = rf"^\*[^\n*]+: {BY_TAB[tab].title} [^\n]+\*$"
        assert len(re.findall(line, texts(notebook), re.MULTILINE)) in (1, 2)
        assert cells[3].outputs[0].text == summary
        plot = cells[4].outputs[0]
        assert "background: #ffffff" in plot.data["image/svg+xml"]
        width = Image.open(io.BytesIO(base64.b64decode(plot.data["image/png"]))).size[0]
        assert plot.metadata["image/png"].width == width / 2


def test_images_and_links_lead_somewhere(exported: Path) -> None:
    images = links = 0
    for file, notebook in notebooks(exported, "ipynb"):
        text = texts(notebook)
        anchors = set(re.findall(r'<a id="([^"]+)"', text))
        attached = {name for cell in notebook.cells for name in cell.get("attachments", ())}
        images += len(attached)
        assert set(re.findall(r"\(attachment:([^)]+)\)", text)) == attached
        for source in re.findall(r'<img src="([^"]+)"', text):
            images += 1
            assert (file.parent / html.unescape(source)).is_file(), f"{file}: {source}"
        for link in LINK.findall(prose(notebook)):
            address, _, anchor = link.partition("#")
            if "://" in address or address.startswith("attachment:"):
                continue
            links += 1
            there = anchors
            if address:
                other = Path(normpath(file.parent / address))
                assert other.is_file(), f"{file}: {link}"
                text = texts(nbformat.read(other, as_version=4))
                there = set(re.findall(r'<a id="([^"]+)"', text))
                headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
                there |= {heading.replace(" ", "-") for heading in headings}
            assert not anchor or unquote(anchor) in there, f"{file}: {link}"
    assert images > 20 and links > 100


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [NIN, ALEXNET])
def test_numbers_are_those_of_the_site(page: str, language: str, exported: Path) -> None:
    site = exported / "build" / "html" / ("" if language == "en" else language)
    shown = re.findall(
        r'<a class="reference internal" href="([^"]*)">'
        r'\s*<span class="std std-(?:num)?ref">([^<]+)',
        (site / f"{page}.html").read_text(encoding="utf-8"),
    )
    article = {html.unescape(name): address.partition("#")[0] for address, name in shown}
    assert article
    file = folder_of(exported, "ipynb", language, "jax") / f"{page}.ipynb"
    text = texts(nbformat.read(file, 4))
    for name, address in article.items():
        # A page without code for JAX is no notebook that a link could lead to.
        there = not address or (file.parent / address).with_suffix(".ipynb").is_file()
        assert (f"[{name}](" if there or "://" in address else name) in text, name
    heading = re.search(r'<h1>.*?section-number">([\d.]+ )', (site / f"{page}.html").read_text())
    assert heading
    assert f"# {heading[1]}" in text


# Notebooks that need no other file -----------------------------------------------------------


def test_nothing_is_needed_from_beside_the_notebook(exported: Path) -> None:
    for file, notebook in notebooks(exported, "colab", "sagemaker"):
        text = texts(notebook)
        for source in re.findall(r'<img src="([^"]+)"|!\[[^\]]*\]\(([^)]+)\)', text):
            assert "".join(source).startswith(("data:", "https://")), file
        for link in LINK.findall(prose(notebook)):
            assert link.startswith(("#", "https://", "data:")), f"{file}: {link}"


def test_figures_are_inside(exported: Path) -> None:
    for language, name in (("en", "nin.svg"), ("ko", "nin.ko.svg")):
        notebook = read(exported, "colab", language, "jax")
        (drawing,) = [c for c in notebook.cells if "%%svg" in c.source and "fig-nin " in c.source]
        element = svg_tree.write(svg_tree.read((exported / "img" / name).read_text("utf-8")))
        assert drawing.source == f"%%svg\n{element}"
        assert drawing.outputs[0].data["image/svg+xml"] == element
        assert drawing.metadata.cellView == "form"
    photo = texts(read(exported, "colab", "en", "jax", "chapter_cnn-modern/photo"))
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in photo


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_code_cell_is_the_set_up(language: str, tab: str, exported: Path) -> None:
    introduction, setup, switch = read(exported, "colab", language, tab).cells[:3]
    assert setup.metadata.cellView == "form"
    own, _, rest = setup.source.partition("MENDS = r'''\n")
    mends, _, last = rest.partition("'''\n")
    lines = set()
    for file in Path(ninbook.__file__).parent.glob("*/**/*.py"):
        if file.parent.name == tab or file.parent.name not in TABS:
            lines.update(file.read_text(encoding="utf-8").splitlines())
    _, _, patches = mends.partition("\n\n")
    assert set(patches.splitlines()) <= lines
    assert f'import_module("d2l.{BY_TAB[tab].module}")' in last
    assert '"d2l": "d2l==1.0.3"' in setup.source
    assert ('"mxnet": "mxnet==1.9.1"' in setup.source) == (tab == "mxnet")
    automatic = tab != "mxnet"
    assert ("`auto`" in introduction.source) == automatic
    choices = '["auto", "quick", "full"]' if automatic else '["quick", "full"]'
    assert f"#@param {choices}" in switch.source
    assert "(CPU, " in introduction.source
    assert ("built without CUDA" in introduction.source) == (tab == "mxnet" and language == "en")
    hangul = re.search("[가-힣]", introduction.source + switch.source + own + last)
    assert bool(hangul) == (language == "ko")


def test_a_page_that_was_never_executed_has_no_times(exported: Path) -> None:
    alexnet = read(exported, "colab", "en", "jax", ALEXNET)
    assert "MENDS = " in alexnet.cells[1].source
    assert not any("@param" in source for source in code(alexnet))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_offers_the_notebook_and_says_how_to_open_it(
    language: str, exported: Path
) -> None:
    site = exported / "build" / "html" / ("" if language == "en" else language)
    page = (site / f"{NIN}.html").read_text(encoding="utf-8")
    for tab in TABS:
        assert f'<a href="../notebooks/{NIN}.{tab}.ipynb" download>' in page
        offered = (site / "notebooks" / f"{NIN}.{tab}.ipynb").read_bytes()
        assert b"MENDS = " in offered
    line = {"en": "File → Upload notebook", "ko": "파일 → 노트북 업로드"}[language]
    assert page.count(line) == len(TABS)
    assert "ipynb" not in (site / "references.html").read_text(encoding="utf-8")


# The archive ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_archive_per_language(language: str, exported: Path) -> None:
    file = exported / "build" / "downloads" / f"network-in-network-{language}.zip"
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        top = "network-in-network"
        assert names == sorted(names)
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for tab in TABS:
            assert f"{top}/{tab}/{NIN}.ipynb" in names
            needed = archive.read(f"{top}/{tab}/requirements.txt").decode().split()
            assert set(BY_TAB[tab].packages) - {"d2l", "mxnet"} <= {
                line.partition("==")[0] for line in needed
            }
            loose = archive.read(f"{top}/{tab}/requirements-no-deps.txt").decode().split()
            assert loose == list(BY_TAB[tab].without_pins)
            notebook = nbformat.reads(archive.read(f"{top}/{tab}/{NIN}.ipynb").decode(), 4)
            assert "MENDS = " in notebook.cells[1].source
            for source in re.findall(r'<img src="([^"]+)"', texts(notebook)):
                assert normpath(f"{top}/{tab}/chapter_cnn-modern/{source}") in names
        readme = archive.read(f"{top}/README.md").decode()
        assert "requirements-no-deps.txt" in readme
        assert bool(re.search("[가-힣]", readme)) == (language == "ko")


def test_the_same_book_gives_the_same_bytes(exported: Path) -> None:
    first, second = json.loads((exported / "digests.json").read_text())
    assert len(first) > 100
    assert first == second


def test_a_notebook_whose_page_is_gone_is_removed(
    translated_folder: Path, command: Command
) -> None:
    for is_there in (True, False):
        code, _, err = command("build", "ipynb", "--no-eval", "--tab", "jax", "--lang", "en")
        assert code == 0, err
        assert Path("build/ipynb_jax/chapter/nin.ipynb").is_file() == is_there
        Path("index.md").write_text("# Small Book\n")
        Path("chapter/nin.md").unlink(missing_ok=True)
