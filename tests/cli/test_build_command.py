from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from ninbook.cli import main

Run = Callable[..., CompletedProcess[str]]
TABS = ["pytorch", "mxnet", "tensorflow", "jax"]


class Elements(HTMLParser):
    """Collects the elements of a page: name and attributes, and the text of each ``<a>``."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.links: dict[str, str] = {}
        self._link: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.found.append((tag, values))
        if tag == "a":
            self._link = values.get("href")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._link:
            self.links[self._link] = self.links.get(self._link, "") + data

    def of(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """Returns the attributes of the elements of one name that have these attributes."""
        return [a for t, a in self.found if t == tag and wanted.items() <= a.items()]


def article(folder: Path, page: str, site: str = "html") -> Elements:
    text = (folder / "build" / site / f"{page}.html").read_text(encoding="utf-8")
    match = re.search(r"<article.*?</article>", text, re.DOTALL)
    assert match is not None
    return Elements(match[0])


def panels(elements: Elements) -> set[str]:
    return {a["data-framework"] for a in elements.of("section", **{"class": "tab-panel"})}


# A book whose outputs are all fresh ------------------------------------------------------------


def test_a_book_is_built(twenty_pages: Any) -> None:
    first = twenty_pages.runs[0]
    assert (first.returncode, first.stderr) == (0, "")
    assert re.fullmatch(r"done in \d+\.\d s, 0 cells executed\n", first.stdout)
    assert {"index.html", "references.html", "chapter/page.html", "chapter/more19.html"} <= (
        twenty_pages.pages().keys()
    )


def test_an_unchanged_book_is_up_to_date(twenty_pages: Any) -> None:
    second = twenty_pages.runs[1]
    assert (second.returncode, second.stderr) == (0, "")
    assert re.fullmatch(
        r"build/html is up to date \(\d+\.\d s, 0 cells executed\)\n", second.stdout
    )


def test_an_edit_to_prose_executes_nothing(twenty_pages: Any) -> None:
    third = twenty_pages.runs[2]
    assert (third.returncode, third.stderr) == (0, "")
    assert "0 cells executed" in third.stdout
    assert b"Other words." in twenty_pages.pages()["chapter/more07.html"][0]


def test_an_edit_to_prose_changes_its_page_only(twenty_pages: Any) -> None:
    before, after = twenty_pages.before, twenty_pages.pages()
    assert before.keys() == after.keys()
    assert [page for page in after if before[page][0] != after[page][0]] == ["chapter/more07.html"]


def test_an_edit_to_prose_does_not_write_other_pages_anew(twenty_pages: Any) -> None:
    before, after = twenty_pages.before, twenty_pages.pages()
    # Sphinx writes the page with the table of contents again, and its index and search page.
    expected = {"chapter/more07.html", "index.html", "genindex.html", "search.html"}
    written = {page for page in after if before[page][1] != after[page][1]}
    assert "chapter/more07.html" in written
    assert written <= expected


def test_frozen_outputs_are_on_the_page(twenty_pages: Any) -> None:
    page = twenty_pages.pages()["chapter/page.html"][0].decode()
    for tab in TABS:
        assert f"later output of {tab} (quick)" in page
    assert page.count('class="provenance quick"') == len(TABS)
    assert "provenance stale" not in page
    assert page.count("not a full training") == 2 * len(TABS)  # line and table
    assert "full run" not in page


# The chapter with other pages -------------------------------------------------------------------


def test_the_chapter_takes_other_pages(grown_chapter: Any) -> None:
    done = grown_chapter.runs[0]
    assert done.returncode == 0
    assert "0 cells executed" in done.stdout
    unexpected = [
        line for line in done.stderr.splitlines() if "outputs missing or stale" not in line
    ]
    assert unexpected == []


@pytest.mark.parametrize("tab", TABS)
def test_missing_outputs_are_warned_of_and_labelled(tab: str, grown_chapter: Any) -> None:
    warning = f"warning: chapter_cnn-modern/alexnet [{tab}]: outputs missing or stale, shown"
    assert warning in grown_chapter.runs[0].stderr
    elements = article(grown_chapter.folder, "chapter_cnn-modern/alexnet")
    assert len(elements.of("p", **{"class": "provenance stale"})) == len(TABS)


def test_a_page_of_another_book_has_tabs_figures_and_labels(grown_chapter: Any) -> None:
    elements = article(grown_chapter.folder, "chapter_cnn-modern/alexnet")
    assert panels(elements) == set(TABS)
    assert [a["src"] for a in elements.of("img")] == ["../_images/small-alexnet.svg"]
    assert (grown_chapter.folder / "build/html/_images/small-alexnet.svg").is_file()
    assert elements.links["#fig-small-alexnet"].startswith("Fig. 1.2.")
    assert elements.links["#subsec-small-alexnet"] == "Section 1.2.1"
    assert elements.links["nin.html#sec-nin"] == "Section 1.3"
    assert elements.links["#equation-eq-small-alexnet"].endswith("(1.2.1)")
    assert elements.of("table")
    assert elements.of("math", display="block")
    assert "https://discuss.d2l.ai/t/76" in elements.links


def test_a_label_of_the_book_is_preferred_to_one_of_d2l(grown_chapter: Any) -> None:
    elements = article(grown_chapter.folder, "chapter_cnn-modern/nin")
    assert elements.links["alexnet.html#sec-alexnet"] == "Section 1.2"
    assert not any("alexnet" in link for link in elements.links if "d2l.ai" in link)


def test_a_reference_to_another_chapter_leads_to_d2l(grown_chapter: Any) -> None:
    elements = article(grown_chapter.folder, "chapter_cnn-modern/nin")
    lenet = "https://d2l.ai/chapter_convolutional-neural-networks/lenet.html"
    assert elements.links[lenet] == "D2L, Section 7.6"
    (link,) = elements.of("a", href=lenet)
    assert "external" in link["class"]


def test_references_name_what_they_lead_to(grown_chapter: Any) -> None:
    links = article(grown_chapter.folder, "chapter_cnn-modern/history").links
    assert {
        link.removeprefix("https://d2l.ai/"): text for link, text in links.items() if "//" in link
    } == {
        "chapter_convolutional-neural-networks/index.html": "D2L, Chapter 7",
        "chapter_linear-regression/linear-regression.html#fig-neuron": "D2L, Figure 3.1.3",
        "chapter_convolutional-modern/batch-norm.html": "D2L, Section 8.5",
        "chapter_notation/index.html": "D2L, Notation",
        "chapter_convolutional-modern/batch-norm.html#equation-eq-batchnorm": "D2L, Equation",
    }


def test_a_page_without_code_has_no_tabs(grown_chapter: Any) -> None:
    elements = article(grown_chapter.folder, "chapter_cnn-modern/history")
    assert panels(elements) == set()
    assert elements.of("math")
    assert elements.links["nin.html#sec-nin"] == "Section 1.3"
    assert not elements.of("p", **{"class": "provenance stale"})


def test_a_page_with_one_tab_has_no_tabs(grown_chapter: Any) -> None:
    elements = article(grown_chapter.folder, "chapter_cnn-modern/one_tab")
    assert panels(elements) == set()
    assert elements.of("pre")
    page = (grown_chapter.folder / "build/html/chapter_cnn-modern/one_tab.html").read_text()
    assert "only jax" in page
    assert "interact_select" not in page


@pytest.mark.parametrize("site", ["html", "html_jax"])
def test_a_site_asks_no_other_host(site: str, grown_chapter: Any) -> None:
    pages = grown_chapter.pages(site)
    assert pages
    for name, (content, _) in pages.items():
        for tag, attributes in Elements(content.decode()).found:
            for attribute in ("src", "srcset", "data", "poster", "action"):
                assert "//" not in attributes.get(attribute, ""), (name, tag, attributes)
            if tag != "a":
                assert "//" not in attributes.get("href", ""), (name, tag, attributes)
    for file in (grown_chapter.folder / "build" / site / "_static").rglob("*.css"):
        assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", file.read_text()), file


@pytest.mark.parametrize("site", ["html", "html_jax"])
def test_links_within_a_site_lead_somewhere(site: str, grown_chapter: Any) -> None:
    root = grown_chapter.folder / "build" / site
    pages = {
        name: Elements(content.decode()) for name, (content, _) in grown_chapter.pages(site).items()
    }
    targets = {
        name: {a["id"] for _, a in elements.found if "id" in a} | {""}
        for name, elements in pages.items()
    }
    for name, elements in pages.items():
        for link in elements.of("a"):
            href = link.get("href", "")
            if "//" in href or href.startswith("mailto:"):
                continue
            path, _, anchor = href.partition("#")
            file = (root / name).parent / path if path else root / name
            assert file.is_file(), (name, href)
            if file.suffix == ".html":
                target = file.resolve().relative_to(root.resolve()).as_posix()
                assert anchor in targets[target], (name, href)


def test_ids_of_a_page_are_unique(grown_chapter: Any) -> None:
    for name, (content, _) in grown_chapter.pages().items():
        ids = [a["id"] for _, a in Elements(content.decode()).found if "id" in a]
        assert len(ids) == len(set(ids)), name


def test_one_tab_alone_has_its_own_site(grown_chapter: Any) -> None:
    done = grown_chapter.runs[1]
    assert done.returncode == 0
    for page in ("nin", "alexnet", "history", "one_tab"):
        elements = article(grown_chapter.folder, f"chapter_cnn-modern/{page}", "html_jax")
        assert panels(elements) == set()
    page = (grown_chapter.folder / "build/html_jax/chapter_cnn-modern/nin.html").read_text()
    code = re.sub("<[^>]+>", "", "".join(re.findall(r"<pre>.*?</pre>", page, re.DOTALL)))
    assert "from flax import linen as nn" in code
    for foreign in ("torch", "tensorflow", "mxnet", "tab.selected"):
        assert foreign not in code
    assert "[jax]" in done.stderr or done.stderr == ""
    assert not any(f"[{tab}]" in done.stderr for tab in TABS[:3])


# Refusals ---------------------------------------------------------------------------------------


def test_a_broken_source_stops_the_build(book_folder: Path, run: Run) -> None:
    (book_folder / "chapter" / "broken.md").write_text("# A\n\n![](no.svg)\n\n:end_tab:\n")
    done = run(book_folder, "build", "html", "--no-eval")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "chapter/broken.md:3: image no.svg doesn't exist",
        "chapter/broken.md:5: :end_tab: without :begin_tab:",
        "d2lbook: nothing was built; correct these first",
    ]
    assert not (book_folder / "build").exists()


def test_a_flipped_bit_stops_the_build_and_is_named_by_check(
    book_folder: Path, run: Run, freeze_all: Callable[..., None]
) -> None:
    freeze_all(book_folder)
    file = book_folder / "outputs" / "chapter" / "page.mxnet.quick.ipynb"
    content = bytearray(file.read_bytes())
    content[100] ^= 4
    file.write_bytes(content)
    named = "outputs/chapter/page.mxnet.quick.ipynb:1: damaged or edited: "
    done = run(book_folder, "build", "html", "--no-eval")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(named)
    assert not (book_folder / "build").exists()
    checked = run(book_folder, "check")
    assert checked.returncode == 1
    assert checked.stdout.startswith(named)
    assert checked.stdout.endswith("1 problem in 3 pages\n")


def test_an_unknown_tab_is_wrong_usage(book_folder: Path, run: Run) -> None:
    done = run(book_folder, "build", "html", "--no-eval", "--tab", "caffe")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "d2lbook: unknown tab 'caffe'; the book has pytorch, mxnet, tensorflow, jax\n"
    )
    assert not (book_folder / "build").exists()


# In this process, because there is nothing to see of the command but what it prints -------------


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Runs the command in this process; returns exit code, output and errors."""
    import signal

    before = signal.getsignal(signal.SIGTERM)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        return code, *capsys.readouterr()

    yield call
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "no-target"],
        ["build", "html", "--jobs", "0"],
        ["build", "html", "--deadline", "-1"],
        ["build", "html", "--profile", "half"],
        ["no-command"],
        [],
    ],
)
def test_wrong_usage_ends_with_code_2(
    arguments: list[str], book_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert "usage: d2lbook" in capsys.readouterr().err


def test_a_folder_without_a_book_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[..., tuple[int, str, str]]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NINBOOK_ROOT", raising=False)
    code, out, err = command("build", "html", "--no-eval")
    assert (code, out) == (1, "")
    assert (
        err == f"d2lbook: {tmp_path}/config.ini: no such file; run the command in a book's folder\n"
    )


def test_the_command_finds_its_book_from_a_folder_in_it(
    book_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Callable[..., tuple[int, str, str]],
) -> None:
    monkeypatch.chdir(book_folder / "chapter")
    code, out, _ = command("check", "--no-outputs")
    assert (code, out) == (0, "0 problems in 3 pages\n")


def test_a_book_without_tabs_is_built(
    book_folder: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    config = book_folder / "config.ini"
    config.write_text(config.read_text().replace("pytorch, mxnet, tensorflow, jax", ""))
    (book_folder / "chapter" / "page.md").write_text(
        "# Alone\n\n:cite:`Lin.Chen.Yan.2013`\n\n```{.python .input}\nprint('alone')\n```\n"
    )
    code, _, err = command("build", "html", "--no-eval")
    assert (code, err) == (
        0,
        "warning: chapter/page: outputs missing or stale, shown without\n",
    )
    elements = article(book_folder, "chapter/page")
    assert panels(elements) == set()
    assert elements.of("p", **{"class": "provenance stale"})


def test_an_edit_that_is_taken_back_is_built_again(
    book_folder: Path,
    freeze_all: Callable[..., None],
    command: Callable[..., tuple[int, str, str]],
) -> None:
    freeze_all(book_folder)
    page, built = book_folder / "chapter" / "page.md", book_folder / "build/html/chapter/page.html"
    original = page.read_text()
    for text, expected in ((original, 0), (original.replace("x = 1", "x = 5"), 4), (original, 0)):
        page.write_text(text)
        assert command("build", "html", "--no-eval")[0] == 0
        assert built.read_text().count("The code has changed") == expected


def test_a_failed_build_is_one_line_and_code_1(
    book_folder: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    config = book_folder / "config.ini"
    strict = "[build]\nwarning_is_error = True\n"
    config.write_text(config.read_text().replace("[build]\n", strict))
    (book_folder / "chapter" / "page.md").write_text("# A\n\n:cite:`Lin.Chen.Yan.2013` $x^$\n")
    code, _, err = command("build", "html", "--no-eval")
    assert code == 1
    assert err.splitlines()[-1].startswith("d2lbook: ")
