import datetime
import hashlib
import os
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ninbook.checkpoints.folder import CheckpointFolder
from ninbook.checkpoints.tree import pack, unpack
from ninbook.cli import build_command, main
from ninbook.files import digests
from ninbook.plan import plan_page
from ninbook.settings import QUICK
from ninbook.source import Book, read_page
from tests.cli.conftest import Built, Command, run_ninbook
from tests.conftest import need
from tests.editing import edit
from tests.executions import freeze_all

TABS = ["pytorch", "mxnet", "tensorflow", "jax"]
STALE = 'p[class="provenance stale"]'


def article(folder: Path, page: str, site: str = "html") -> LexborNode:
    text = (folder / "build" / site / f"{page}.html").read_text(encoding="utf-8")
    # What leads to other forms of the page has a part per framework too.
    text = re.sub(r"<nav.*?</nav>", "", text, flags=re.DOTALL)
    return LexborHTMLParser(text).css_first("article")


def links(body: LexborNode) -> dict[str, str]:
    """Addresses of an article, with all that leads there."""
    found: dict[str, str] = {}
    for link in body.css("a[href]"):
        address = link.attributes["href"] or ""
        found[address] = found.get(address, "") + link.text()
    return found


def panels(body: LexborNode) -> set[str]:
    return {panel.attributes["data-framework"] for panel in body.css(".tab-panel")}


# A book whose outputs are all fresh ------------------------------------------------------------


def test_a_book_is_built(twenty_pages: Built) -> None:
    first = twenty_pages.runs[0]
    assert (first.returncode, first.stderr) == (0, "")
    assert re.fullmatch(r"done in \d+\.\d s, 0 cells executed\n", first.stdout)
    assert {"index.html", "references.html", "chapter/page.html", "chapter/more19.html"} <= (
        twenty_pages.pages().keys()
    )


def test_an_unchanged_book_is_up_to_date(twenty_pages: Built) -> None:
    second = twenty_pages.runs[1]
    assert (second.returncode, second.stderr) == (0, "")
    assert re.fullmatch(
        r"build/html is up to date \(\d+\.\d s, 0 cells executed\)\n", second.stdout
    )


def test_an_edit_to_prose_executes_nothing_and_changes_its_page_only(twenty_pages: Built) -> None:
    third = twenty_pages.runs[2]
    assert (third.returncode, third.stderr) == (0, "")
    assert "0 cells executed" in third.stdout
    before, after = twenty_pages.before, twenty_pages.pages()
    assert before.keys() == after.keys()
    assert b"Other words." in after["chapter/more07.html"][0]
    assert [page for page in after if before[page][0] != after[page][0]] == ["chapter/more07.html"]
    # Sphinx writes the page with the table of contents again, and its own pages.
    expected = {"chapter/more07.html", "index.html", "search.html", "404.html"}
    written = {page for page in after if before[page][1] != after[page][1]}
    assert {"chapter/more07.html"} <= written <= expected


def test_frozen_outputs_are_on_the_page(twenty_pages: Built) -> None:
    page = twenty_pages.pages()["chapter/page.html"][0].decode()
    for tab in TABS:
        assert f"later output of {tab} (quick)" in page
    assert page.count('class="provenance quick"') == len(TABS)
    evidence = re.findall(
        r'"([^"]+)">frozen notebook</a> <button[^>]* data-cells="([\d ]+)">', page
    )
    assert evidence == [(f"../outputs/chapter/page.{tab}.quick.ipynb", "0 1") for tab in TABS]
    assert "provenance stale" not in page
    assert page.count("not a full training") == 3 * len(TABS)  # line, its summary and table
    assert "full run" not in page


# The chapter with other pages -------------------------------------------------------------------


def test_the_chapter_takes_other_pages(grown_chapter: Built) -> None:
    done = grown_chapter.runs[0]
    assert done.returncode == 0
    assert "0 cells executed" in done.stdout
    lines = done.stderr.splitlines()
    assert [line for line in lines if "outputs missing or stale" not in line] == []
    for tab in TABS:
        warning = f"warning: chapter_cnn-modern/alexnet [{tab}]: outputs missing or stale, shown"
        assert warning in done.stderr
    body = article(grown_chapter.folder, "chapter_cnn-modern/alexnet")
    assert len(body.css(STALE)) == len(TABS)


def test_a_page_of_another_book_has_tabs_figures_and_labels(grown_chapter: Built) -> None:
    body = article(grown_chapter.folder, "chapter_cnn-modern/alexnet")
    assert panels(body) == set(TABS)
    assert [a.attributes["src"] for a in body.css("img")] == ["../_images/small-alexnet.svg"]
    assert (grown_chapter.folder / "build/html/_images/small-alexnet.svg").is_file()
    found = links(body)
    assert found["#fig-small-alexnet"].startswith("Fig.\u00a02.1")
    assert found["#subsec-small-alexnet"] == "Section\u00a02.1"
    assert found["nin.html#sec-nin"] == "Section\u00a03"
    assert found["#equation-eq-small-alexnet"].endswith("(2.1.1)")
    assert body.css_first("table")
    assert body.css_first('math[display="block"]')
    assert "https://discuss.d2l.ai/t/76" in found


def test_a_label_of_the_book_is_preferred_to_one_of_d2l(grown_chapter: Built) -> None:
    body = article(grown_chapter.folder, "chapter_cnn-modern/nin")
    found = links(body)
    assert found["alexnet.html#sec-alexnet"] == "Section\u00a02"
    assert not any("alexnet" in link for link in found if "d2l.ai" in link)
    lenet = "https://d2l.ai/chapter_convolutional-neural-networks/lenet.html"
    assert found[lenet] == "D2L, Section\u00a07.6"
    (link,) = body.css(f'a[href="{lenet}"]')
    assert "external" in link.attributes["class"]


def test_a_page_without_code_or_with_one_tab_has_no_tabs(grown_chapter: Built) -> None:
    body = article(grown_chapter.folder, "chapter_cnn-modern/history")
    assert panels(body) == set()
    assert body.css_first("math")
    assert links(body)["nin.html#sec-nin"] == "Section\u00a03"
    assert not body.css(STALE)
    body = article(grown_chapter.folder, "chapter_cnn-modern/one_tab")
    assert panels(body) == set()
    assert "only jax" in body.css_first("pre").text()
    page = grown_chapter.folder / "build/html/chapter_cnn-modern/one_tab.html"
    assert "interact_select" not in page.read_text()


@pytest.fixture(params=["html", "html_jax"])
def site(request: pytest.FixtureRequest, grown_chapter: Built) -> dict[Path, LexborHTMLParser]:
    """The pages of a site by their files."""
    root = grown_chapter.folder / "build" / request.param
    pages = grown_chapter.pages(request.param)
    assert pages
    return {root / name: LexborHTMLParser(content) for name, (content, _) in pages.items()}


def test_a_site_asks_no_other_host(site: dict[Path, LexborHTMLParser]) -> None:
    for file, page in site.items():
        for node in page.css("*"):
            attributes = node.attributes
            for attribute in ("src", "srcset", "data", "poster", "action", "href"):
                if (node.tag, attribute) == ("a", "href"):
                    continue  # a link is followed when a reader asks
                address = attributes.get(attribute) or ""
                assert address.startswith("data:") or "//" not in address, (file, node.tag, address)
    for index in (file for file in site if file.name == "index.html"):
        for sheet in index.with_name("_static").rglob("*.css"):
            assert not re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", sheet.read_text()), sheet


def values_of(page: LexborHTMLParser, *names: str) -> list[str]:
    """The values of attributes, wherever they stand."""
    return [node.attributes[name] or "" for name in names for node in page.css(f"[{name}]")]


def test_links_within_a_site_lead_somewhere(site: dict[Path, LexborHTMLParser]) -> None:
    targets = {file.resolve(): {*values_of(page, "id"), ""} for file, page in site.items()}
    for file, page in site.items():
        files = " ".join(values_of(page, "data-files")).split()
        for link in (*values_of(page, "href", "src", "action"), *files):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https", "data", "mailto"), (file, link)
                continue
            there = file.parent / unquote(parts.path) if parts.path else file
            assert there.is_file(), (file, link)
            if there.suffix == ".html":
                assert unquote(parts.fragment) in targets[there.resolve()], (file, link)


def test_ids_stand_once_and_headings_leave_out_no_level(site: dict[Path, LexborHTMLParser]) -> None:
    references = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "headers")
    for file, page in site.items():
        ids = values_of(page, "id")
        assert len(ids) == len(set(ids)), file
        assert set(" ".join(values_of(page, *references)).split()) <= set(ids), file
        levels = [int(node.tag[1]) for node in page.css("h1, h2, h3, h4, h5, h6")]
        assert levels.count(1) == 1, file
        assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == [], file


def test_one_tab_alone_has_its_own_site(grown_chapter: Built) -> None:
    done = grown_chapter.runs[1]
    assert done.returncode == 0
    for page in ("nin", "alexnet", "history", "one_tab"):
        body = article(grown_chapter.folder, f"chapter_cnn-modern/{page}", "html_jax")
        assert panels(body) == set()
    page = (grown_chapter.folder / "build/html_jax/chapter_cnn-modern/nin.html").read_text()
    code = re.sub("<[^>]+>", "", "".join(re.findall(r"<pre>.*?</pre>", page, re.DOTALL)))
    assert "from flax import linen as nn" in code
    for foreign in ("torch", "tensorflow", "mxnet", "tab.selected"):
        assert foreign not in code
    assert "[jax]" in done.stderr or done.stderr == ""
    assert not any(f"[{tab}]" in done.stderr for tab in TABS[:3])


# Refusals ---------------------------------------------------------------------------------------


def test_a_broken_source_stops_the_build(book_folder: Path, command: Command) -> None:
    (book_folder / "chapter" / "broken.md").write_text("# A\n\n![](no.svg)\n\n:end_tab:\n")
    code, out, err = command("build", "html", "--no-eval")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "chapter/broken.md:3: image no.svg doesn't exist",
        "chapter/broken.md:5: :end_tab: without :begin_tab:",
        "d2lbook: nothing was built; correct these first",
    ]
    assert not (book_folder / "build").exists()


def test_a_flipped_bit_stops_the_build(book_folder: Path, command: Command) -> None:
    freeze_all(book_folder)
    file = book_folder / "outputs" / "chapter" / "page.mxnet.quick.ipynb"
    content = bytearray(file.read_bytes())
    content[100] ^= 4
    file.write_bytes(content)
    code, out, err = command("build", "html", "--no-eval")
    assert (code, out) == (1, "")
    assert err.startswith("outputs/chapter/page.mxnet.quick.ipynb:1: damaged or edited: ")
    assert not (book_folder / "build").exists()
    # What is executed again may be the damaged file, so that this is found out after it.
    assert command("build", "eval", "html", "--force", "--no-eval")[0] == 1
    assert not (book_folder / "build/html").exists()


# What is built -----------------------------------------------------------------------------------


def test_the_command_finds_its_book_from_a_folder_in_it(
    book_folder: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    monkeypatch.chdir(book_folder / "chapter")
    code, out, _ = command("check", "--no-outputs")
    assert (code, out) == (0, "0 problems in 3 pages\n")


def test_a_book_without_tabs_is_built(book_folder: Path, command: Command) -> None:
    edit("config.ini", "pytorch, mxnet, tensorflow, jax", "")
    (book_folder / "chapter" / "page.md").write_text(
        "# Alone\n\n:cite:`Lin.Chen.Yan.2013`\n\n```{.python .input}\nprint('alone')\n```\n"
    )
    code, _, err = command("build", "html", "--no-eval")
    assert (code, err) == (
        0,
        "warning: chapter/page: outputs missing or stale, shown without\n",
    )
    body = article(book_folder, "chapter/page")
    assert panels(body) == set()
    assert body.css(STALE)


def test_an_edit_that_is_taken_back_is_built_again(book_folder: Path, command: Command) -> None:
    freeze_all(book_folder)
    page, built = book_folder / "chapter" / "page.md", book_folder / "build/html/chapter/page.html"
    original = page.read_text()
    for text, expected in ((original, 0), (original.replace("x = 1", "x = 5"), 4), (original, 0)):
        page.write_text(text)
        assert command("build", "html", "--no-eval")[0] == 0
        assert built.read_text().count("This code has changed") == expected


def test_what_is_edited_while_cells_are_executed_is_in_the_site(
    book_folder: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze_all(book_folder)
    page, built = book_folder / "chapter/page.md", book_folder / "build/html/chapter/page.html"
    assert command("build", "html", "--no-eval")[0] == 0

    def execute(*_: Any) -> tuple[int, int, str]:
        edit(page, "That was all.", "That is the end.")
        return 0, 1, ""

    edit(page, "That is all.", "That was all.")
    with monkeypatch.context() as patched:
        patched.setattr(build_command, "execute", execute)
        assert command("build", "html")[0] == 0
    assert "That is the end." in built.read_text(encoding="utf-8")
    assert "up to date" in command("build", "html", "--no-eval")[1]
    edit(page, "That is the end.", "That was all.")
    assert command("build", "html", "--no-eval")[0] == 0
    assert "That was all." in built.read_text(encoding="utf-8")


def test_a_chapter_may_be_called_as_the_folder_of_notebooks(
    book_folder: Path, command: Command
) -> None:
    (book_folder / "notebooks").mkdir()
    (book_folder / "notebooks/intro.md").write_text("# Notebooks\n\nWords.\n", encoding="utf-8")
    edit(book_folder / "index.md", "chapter/page\n", "chapter/page\nnotebooks/intro\n")
    freeze_all(book_folder)
    built = book_folder / "build/html/notebooks/intro.html"
    assert command("build", "html", "--no-eval")[0] == 0
    before = built.stat().st_mtime_ns
    edit(book_folder / "chapter/page.md", "That is all.", "That was all.")
    assert command("build", "html", "--no-eval")[0] == 0
    assert built.stat().st_mtime_ns == before


def test_a_new_host_of_notebooks_is_on_all_pages(book_folder: Path, command: Command) -> None:
    freeze_all(book_folder)
    config, built = book_folder / "config.ini", book_folder / "build/html/chapter/page.html"
    config.write_text(config.read_text() + "\n[colab]\ngithub_repo = us/first\n")
    assert command("build", "html", "--no-eval")[0] == 0
    assert "github/us/first/" in built.read_text(encoding="utf-8")
    edit(config, "us/first", "us/second")
    assert command("build", "html", "--no-eval")[0] == 0
    page = built.read_text(encoding="utf-8")
    assert "github/us/second/" in page and "us/first" not in page


def test_weights_are_read_once_for_many_builds(
    book_folder: Path, command: Command, files_read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "_SETTLED_SECONDS", -1)
    freeze_all(book_folder)
    weights = book_folder / "outputs/page.jax.full.safetensors"
    weights.write_bytes(b"weights")
    with (book_folder / "outputs/SHA256SUMS").open("a") as sums:
        sums.write(f"{hashlib.sha256(b'weights').hexdigest()}  {weights.name}\n")
    page = book_folder / "chapter/page.md"
    for before, after in (("is all", "was all"), ("was all", "is the end")):
        assert command("build", "html", "--no-eval")[0] == 0
        assert "up to date" in command("build", "html", "--no-eval")[1]
        edit(page, f"That {before}.", f"That {after}.")
    assert command("build", "html", "--no-eval")[0] == 0
    assert files_read.count(weights.name) == 1


def test_a_failed_build_is_one_line_and_code_1(book_folder: Path, command: Command) -> None:
    config = book_folder / "config.ini"
    strict = "[build]\nwarning_is_error = True\n"
    edit(config, "[build]\n", strict)
    (book_folder / "chapter" / "page.md").write_text("# A\n\n:cite:`Lin.Chen.Yan.2013` $x^$\n")
    code, _, err = command("build", "html", "--no-eval")
    assert code == 1
    assert err.splitlines()[-1].startswith("d2lbook: ")


def test_warnings_have_no_colours_where_there_is_no_terminal(book_folder: Path) -> None:
    (book_folder / "chapter" / "page.md").write_text("# A\n\n:cite:`Lin.Chen.Yan.2013` $x^$\n")
    done = run_ninbook(book_folder, "build", "html", "--no-eval")
    assert done.returncode == 0
    assert "formula can't be rendered" in done.stderr
    assert "\x1b" not in done.stderr


def test_one_execution_of_a_page_that_trains_nothing_is_enough(
    book_folder: Path, command: Command
) -> None:
    need("jax")  # whose kernel has to start

    def execute(profile: str) -> list[str]:
        assert command("build", "eval", "--tab", "jax", "--profile", profile)[0] == 0
        return [file.name for file in book_folder.glob("outputs/chapter/*")]

    assert execute("quick") == ["page.jax.quick.ipynb"]
    assert execute("full") == ["page.jax.quick.ipynb"]
    edit("chapter/page.md", "print(2 * x + 20)", "print(2 * x + 30)")
    assert execute("full") == ["page.jax.full.ipynb"]
    sums = (book_folder / "outputs/SHA256SUMS").read_text()
    assert "full" in sums and "quick" not in sums


def test_a_full_execution_is_enough_where_no_profile_is_named(
    chapter_copy: Path, command: Command
) -> None:
    shutil.rmtree(chapter_copy / "outputs")
    freeze_all(chapter_copy, profile="full")
    code, _, err = command("build", "eval", "--no-eval")
    assert (code, err) == (0, "")
    quick = command("build", "eval", "--no-eval", "--profile", "quick")[2]
    assert "nin [pytorch]: outputs missing or stale" in quick


# Checkpoints ------------------------------------------------------------------------------------

EVAL = ("build", "eval", "--profile", "quick")


@pytest.fixture
def cache(book_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckpointFolder:
    """The checkpoints in a user's cache that is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = CheckpointFolder()
    assert folder.path.is_relative_to(tmp_path)
    return folder


def cells_of(tab: str) -> tuple[str, ...]:
    """Returns the fingerprints of the page's cells in one tab."""
    book = Book.open(Path.cwd())
    page = read_page(book.root, Path("chapter/page.md"))
    (plan,) = plan_page(book, page, [tab], QUICK.name)
    return plan.fingerprints


def interrupt(cache: CheckpointFolder, tab: str) -> list[Path]:
    """Leaves the checkpoints of an unfinished execution, one per cell."""
    for number, cell in enumerate(cells_of(tab)):
        cache.path.mkdir(parents=True, exist_ok=True)
        cache.file(cell, 0).write_bytes(pack({"tab": tab, "cell": number}))
    return cache.of(cells_of(tab))


def assert_nothing_executed() -> None:
    assert not list(Path().glob("outputs/**/*.ipynb"))


def test_checkpoints_are_exported(
    cache: CheckpointFolder, tmp_path: Path, command: Command
) -> None:
    there = CheckpointFolder(tmp_path / "there")
    files = {tab: interrupt(cache, tab) for tab in ("jax", "mxnet")}
    cells = [*cells_of("jax"), *cells_of("mxnet")]
    for tabs, names in (
        (["--tab", "jax"], [file.name for file in files["jax"]]),
        ([], sorted({file.name for each in files.values() for file in each})),
    ):
        file = tmp_path / "new folder" / "out.zip"
        code, out, err = command(*EVAL, *tabs, "--export-checkpoint", str(file))
        assert (code, err) == (0, "")
        assert out.startswith(f"wrote {len(names)} checkpoints to {file}\n")
        assert "0 cells executed" in out
        assert there.unpack(file.read_bytes(), cells) == names
    file.unlink()
    assert command(*EVAL, "--no-eval", "--export-checkpoint", str(file))[0] == 0
    assert file.exists()
    assert_nothing_executed()
    assert all(kept.exists() for each in files.values() for kept in each)


@pytest.mark.parametrize("options", [("--tab", "jax"), ("--tab", "mxnet", "--profile", "full")])
def test_nothing_to_export_is_an_error(
    options: tuple[str, ...], cache: CheckpointFolder, command: Command
) -> None:
    interrupt(cache, "mxnet")
    done = command(*EVAL, *options, "--export-checkpoint", "out.zip")
    message = "d2lbook: out.zip: there is no checkpoint of this execution to export\n"
    assert done == (1, "", message)
    assert not Path("out.zip").exists()
    assert_nothing_executed()


def test_a_file_that_cannot_be_written_is_an_error(
    cache: CheckpointFolder, command: Command
) -> None:
    interrupt(cache, "jax")
    code, out, err = command(*EVAL, "--tab", "jax", "--export-checkpoint", "chapter")
    assert (code, out) == (1, "")
    assert err.startswith("d2lbook: chapter: ")
    assert len(err.splitlines()) == 1
    assert Path("chapter").is_dir()


def test_what_was_exported_is_imported(cache: CheckpointFolder, command: Command) -> None:
    arguments = (*EVAL, "--tab", "jax")
    before = {file: file.read_bytes() for file in interrupt(cache, "jax")}
    assert command(*arguments, "--export-checkpoint", "first.zip")[0] == 0
    cache.remove(cells_of("jax"))
    code, out, err = command(
        *arguments, "--import-checkpoint", "first.zip", "--export-checkpoint", "second.zip"
    )
    assert (code, err) == (0, "")
    assert out.startswith(f"took {len(before)} checkpoints from first.zip\n")
    assert {file: file.read_bytes() for file in cache.path.iterdir()} == before
    assert Path("first.zip").read_bytes() == Path("second.zip").read_bytes()
    assert_nothing_executed()


def test_a_foreign_file_is_not_imported(
    cache: CheckpointFolder, tmp_path: Path, command: Command
) -> None:
    there = CheckpointFolder(tmp_path / "there")
    for tab in ("mxnet", "jax"):
        interrupt(there, tab)
        Path(f"{tab}.zip").write_bytes(there.pack(cells_of(tab))[0])
    edit("chapter/page.md", "x = 1", "x = 5")  # so that jax.zip is of what the code was
    Path("text.zip").write_text("not a zip file")
    other = "it belongs to other code, data, profile or seed than this book has now"
    for name, message in (
        ("mxnet.zip", other),
        ("jax.zip", other),
        ("text.zip", "it is no file made by --export-checkpoint"),
        ("missing.zip", "[Errno 2] No such file or directory: "),
        ("chapter", "[Errno 21] Is a directory: "),
    ):
        code, out, err = command(*EVAL, "--tab", "jax", "--import-checkpoint", name)
        assert (code, out, len(err.splitlines())) == (1, "", 1)
        assert err.startswith(f"d2lbook: {name}: {message}")
    assert not cache.path.exists()
    assert_nothing_executed()


def test_a_restart_forgets_the_checkpoints_of_what_is_executed(
    cache: CheckpointFolder, command: Command
) -> None:
    interrupt(cache, "jax")
    left = interrupt(cache, "mxnet")
    # An export, so that nothing is executed.
    code, _, err = command(*EVAL, "--tab", "jax", "--restart", "--export-checkpoint", "out.zip")
    assert (code, "there is no checkpoint" in err) == (1, True)
    assert sorted(cache.path.iterdir()) == left


GOES_ON = """\
# Training

```{.python .input}
%%tab jax
import os
from ninbook.runtime.checkpoint_file import checkpoint_file
print(checkpoint_file().load()["tab"], os.environ["NINBOOK_CHECKPOINT_SECONDS"])
```

```{.python .input}
%%tab jax
print("end")
```
"""


def test_an_execution_goes_on_from_what_was_imported(
    cache: CheckpointFolder, book_folder: Path, tmp_path: Path
) -> None:
    Path("chapter/page.md").write_text(GOES_ON)
    there = CheckpointFolder(tmp_path / "there")
    interrupt(there, "jax")
    (book_folder / "in.zip").write_bytes(there.pack(cells_of("jax"))[0])
    options = ("--tab", "jax", "--import-checkpoint", "in.zip", "--checkpoint-every", "0.5")
    done = run_ninbook(book_folder, *EVAL, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("took 2 checkpoints from in.zip\n")
    assert "2 cells executed" in done.stdout
    page = (book_folder / "outputs" / "chapter" / "page.jax.quick.ipynb").read_text()
    assert "jax 30.0" in page
    assert not list(cache.path.iterdir())  # they are removed with the freezing
    assert unpack(there.of(cells_of("jax"))[0].read_bytes())["tab"] == "jax"


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--export-checkpoint", "d2lbook: some.zip: there is no checkpoint"),
        ("--import-checkpoint", "d2lbook: some.zip: "),
    ],
)
def test_a_missing_checkpoint_is_an_error_where_all_is_fresh(
    option: str, message: str, cache: CheckpointFolder, command: Command
) -> None:
    freeze_all(Path.cwd())
    code, _, err = command(*EVAL, option, "some.zip")
    assert code == 1
    assert err.startswith(message)


def test_a_file_is_named_from_where_the_command_is_given(
    cache: CheckpointFolder, book_folder: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    interrupt(cache, "jax")
    monkeypatch.chdir(book_folder / "chapter")
    assert command(*EVAL, "--tab", "jax", "--export-checkpoint", "out.zip")[0] == 0
    assert (book_folder / "chapter" / "out.zip").exists()


def test_checkpoints_of_what_is_frozen_are_removed(
    cache: CheckpointFolder, command: Command
) -> None:
    freeze_all(Path.cwd())
    frozen = datetime.datetime.fromisoformat("2026-11-22T04:00:35+00:00").timestamp()
    before = interrupt(cache, "jax")
    after = interrupt(cache, "pytorch")
    for file in before:
        os.utime(file, (frozen, frozen))
    for file in after:
        os.utime(file, (frozen + 3600, frozen + 3600))
    code, _, err = command(*EVAL)
    assert code == 0, err
    assert before and after
    # The others are of an execution that goes on with --force.
    assert sorted(cache.path.iterdir()) == sorted(after)


def test_pages_among_the_targets_are_executed_alone(
    translated_folder: Path, command: Command
) -> None:
    more = translated_folder / "chapter" / "more.md"
    more.write_text("# More\n\n```{.python .input}\n%%tab all\nx = 1\n```\n", encoding="utf-8")
    for page in ("nin.md", "nin.ko.md"):
        code, _, said = command("build", "eval", f"chapter/{page}", "--no-eval", "--tab", "jax")
        assert code == 0
        assert "chapter/nin [jax]" in said and "chapter/more" not in said
    code, _, said = command("build", "eval", "chapter/gone.md")
    assert (code, "chapter/gone.md: the book has no such page" in said) == (2, True)
    code, _, said = command("build", "chapter/nin.md")
    assert (code, "is a page; what is it to be?" in said) == (2, True)


def test_the_help_says_which_notebooks_run_where(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["build", "--help"])
    said = capsys.readouterr().out
    assert "plain notebooks for this book's environment (lab), in" in said
    assert "notebooks that run anywhere, a zip file per language, in" in said
    assert "the tabs of each page in one notebook to read, in" in said
