from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninbook.check.sources import check_sources
from ninbook.outputs import Store
from ninbook.pages.merge import merge
from ninbook.pages.present import PresentedPage, present
from ninbook.plan import plan_notebook
from ninbook.settings import FULL, QUICK
from ninbook.source import Book, Document, read_page
from tests.editing import edit
from tests.executions import executed, record_of

PATH = Path("chapter/page.md")
CELL = "```{{.python .input}}\n%%tab jax\n{}\n```\n"
THREE_CELLS = "# A\n\n" + "\nWords.\n\n".join(CELL.format(f"print({n})") for n in (1, 2, 3))
Freeze = Callable[..., None]


@pytest.fixture
def freeze(book_folder: Path) -> Freeze:
    """Freezes an execution of a page in JAX, with the first fingerprints of it only."""

    def do(page: Document, profile: str, fresh_cells: int | None = None) -> None:
        plan = plan_notebook(Book.open(book_folder), page, "jax", profile)
        assert plan is not None
        prints = list(plan.fingerprints)
        if fresh_cells is not None:
            prints[fresh_cells:] = ["0" * 64] * (len(prints) - fresh_cells)
        Store(book_folder).freeze(plan, executed(plan), record_of(plan, fingerprints=prints))

    return do


def shown_in(folder: Path, page: Document, tab: str = "jax") -> PresentedPage:
    shown = present(Book.open(folder), Store(folder), page, tab)
    assert shown is not None
    return shown


def outputs_of(shown: PresentedPage) -> list[str]:
    """For each cell of code its output; an empty string if it has none."""
    found: list[str] = []
    for node in shown.nodes:
        if node.type == "cell":
            found.append("")
        elif node.type == "outputs":
            found[-1] = "".join(output.get("text", "-") for output in node.attrs["outputs"]).strip()
    return found


def provenance_of(shown: PresentedPage) -> list[tuple[str, str, str]]:
    """For each line of provenance its class, its text, and the code or text before it."""
    before, lines = "", []
    for node in shown.nodes:
        if node.type == "provenance":
            lines.append((node.attrs["kind"], node.attrs["text"], before))
        elif node.type != "outputs":
            before = node.attrs["source"] if node.type == "cell" else node.text
    return lines


def test_frozen_outputs_are_attached(book_folder: Path, freeze: Freeze) -> None:
    page = read_page(book_folder, PATH)
    freeze(page, QUICK.name)
    shown = shown_in(book_folder, page)
    assert shown.is_fresh
    assert outputs_of(shown) == [
        "first output of jax (quick)",
        "later output of jax (quick)",
    ]


def test_without_execution_there_is_a_label_and_no_output(book_folder: Path) -> None:
    shown = shown_in(book_folder, read_page(book_folder, PATH))
    assert (shown.execution, shown.is_fresh) == (None, False)
    assert outputs_of(shown) == ["", ""]
    assert provenance_of(shown) == [
        ("stale", "Not executed yet: this cell has no output.", "print(2 * x + 20)"),
        (
            "stale",
            "The results will appear here once the code has been executed.",
            "Now the results.",
        ),
    ]


PREFERENCES = [
    ((None,), (None,), "full"),
    ((0,), (None,), "quick"),
    ((2,), (None,), "quick"),
    ((None,), (0,), "full"),
    ((2,), (1,), "full"),
    ((1,), (2,), "quick"),
    ((1,), (1,), "full"),
    ((0,), (0,), "full"),
]


@pytest.mark.parametrize(("full", "quick", "expected"), PREFERENCES)
def test_full_is_preferred_to_quick_and_fresh_to_stale(
    full: tuple[int | None],
    quick: tuple[int | None],
    expected: str,
    book_folder: Path,
    freeze: Freeze,
) -> None:
    page = Document(Path("a.md"), Path("a.md"), THREE_CELLS)
    freeze(page, FULL.name, *full)
    freeze(page, QUICK.name, *quick)
    shown = shown_in(book_folder, page)
    assert shown.execution is not None
    assert shown.execution.record["profile"] == expected
    assert shown.is_fresh is (None in (*full, *quick))


def test_of_a_stale_execution_only_unchanged_cells_have_outputs(
    book_folder: Path, freeze: Freeze
) -> None:
    page = Document(Path("a.md"), Path("a.md"), THREE_CELLS)
    freeze(page, QUICK.name, 2)
    shown = shown_in(book_folder, page)
    assert not shown.is_fresh
    assert outputs_of(shown) == [
        "first output of jax (quick)",
        "later output of jax (quick)",
        "",
    ]


def test_a_stale_page_says_so_under_its_last_cell(book_folder: Path, freeze: Freeze) -> None:
    page = Document(Path("a.md"), Path("a.md"), THREE_CELLS)
    freeze(page, FULL.name, 0)
    assert provenance_of(shown_in(book_folder, page)) == [
        (
            "stale",
            "This code has changed since it was last executed, so its output is missing.",
            "print(3)",
        )
    ]


def test_outputs_that_are_still_right_say_where_they_are_from(
    book_folder: Path, freeze: Freeze
) -> None:
    page = Document(Path("a.md"), Path("a.md"), THREE_CELLS)
    freeze(page, FULL.name, 2)
    assert [(kind, cell) for kind, _, cell in provenance_of(shown_in(book_folder, page))] == [
        ("full", "print(2)"),
        ("stale", "print(3)"),
    ]


@pytest.mark.parametrize(("profile", "count"), [(FULL.name, 1), (QUICK.name, 3)])
def test_the_last_line_speaks_for_all_outputs_and_quick_runs_are_named_at_each(
    book_folder: Path, freeze: Freeze, profile: str, count: int
) -> None:
    page = Document(Path("a.md"), Path("a.md"), THREE_CELLS)
    freeze(page, profile)
    lines = [node for node in shown_in(book_folder, page).nodes if node.type == "provenance"]
    assert [line.attrs["kind"] for line in lines] == [profile] * count
    assert [line.attrs.get("cells") for line in lines] == [None] * (count - 1) + [[0, 1, 2]]
    assert lines[-1].attrs["summary"].startswith("How this was run")
    assert ("quick run" in lines[-1].attrs["summary"]) == (profile == QUICK.name)


def test_code_is_folded_on_the_pages_that_the_book_names(book_folder: Path) -> None:
    def summaries() -> set[str | None]:
        nodes = shown_in(book_folder, read_page(book_folder, PATH)).nodes
        return {node.attrs.get("summary") for node in nodes if node.type == "cell"}

    assert summaries() == {None}
    named = f"[ninbook]\nfold_code = other {PATH.with_suffix('').as_posix()}\n"
    edit(book_folder / "config.ini", "[ninbook]\n", named)
    assert summaries() == {"Show code"}


def test_cells_side_by_side_share_their_provenance(book_folder: Path, freeze: Freeze) -> None:
    page = Document(
        Path("a.md"), Path("a.md"), "# A\n\n" + CELL.format("x") + "\n" + CELL.format("y")
    )
    freeze(page, QUICK.name)
    assert [(kind, cell) for kind, _, cell in provenance_of(shown_in(book_folder, page))] == [
        ("quick", "y")
    ]


def test_a_damaged_execution_is_not_shown(book_folder: Path, freeze: Freeze) -> None:
    page = read_page(book_folder, PATH)
    freeze(page, QUICK.name)
    edit("outputs/chapter/page.jax.quick.ipynb", "later output", "better output")
    shown = shown_in(book_folder, page)
    assert outputs_of(shown) == ["", ""]
    assert shown.execution is None


def test_the_comment_becomes_a_table(book_folder: Path, freeze: Freeze) -> None:
    page = read_page(book_folder, PATH)
    freeze(page, FULL.name)
    nodes = shown_in(book_folder, page).nodes
    (table,) = [n for n, node in enumerate(nodes) if "Parameters" in node.text]
    assert nodes[table].type == "table"
    assert (nodes[table - 1].text, nodes[table + 1].text) == ("Now the results.", "That is all.")


def test_a_table_says_nothing_of_a_later_training(book_folder: Path, freeze: Freeze) -> None:
    cells = [CELL.format(f"print({number})") for number in (1, 2)]
    page = Document(PATH, PATH, "# A\n\n" + "\n<!-- ninbook: results -->\n\n".join(cells))
    freeze(page, FULL.name)
    assert not any(node.type == "table" for node in shown_in(book_folder, page).nodes)


def test_a_caption_stands_with_its_output_or_where_there_is_none_by_itself(
    book_folder: Path, freeze: Freeze
) -> None:
    caption = "Table: What it *printed*.\n:label:`tab_x`\n"
    content = f"# A\n\n{CELL.format('print(1)')}\n{caption}\n<!-- ninbook: results -->\n\n"
    page = Document(PATH, PATH, f"{content}{caption}".replace("tab_x", "tab_y", 1))
    types = [node.type for node in shown_in(book_folder, page).nodes]
    assert types == ["heading", "cell", *["provenance", "output_caption"] * 2]
    freeze(page, FULL.name)
    nodes = shown_in(book_folder, page).nodes
    assert [node.type for node in nodes] == ["heading", "cell", "outputs", "provenance", "table"]
    (below,) = nodes[2].children
    assert (below.text, below.labels) == ("What it printed.", ["tab_y"])
    assert nodes[4].children[0].text == "What it printed."


def test_a_page_without_code_is_shown_as_it_is(book_folder: Path) -> None:
    page = Document(Path("a.md"), Path("a.md"), "# A\n\nWords.\n")
    shown = shown_in(book_folder, page)
    assert shown.is_fresh
    assert shown.nodes == page.nodes


def test_directives_in_a_list_are_expanded(book_folder: Path) -> None:
    content = (
        "1. Why?\n\n   <!-- ninbook: answer 1 -->\n\n   So.\n\n   <!-- ninbook: end-answer -->\n"
    )
    (item,) = shown_in(book_folder, Document(Path("a.md"), Path("a.md"), content)).nodes[0].children
    assert [child.type for child in item.children] == ["paragraph", "answer"]
    assert [child.text for child in item.children[1].children] == ["So."]


def test_a_page_without_code_of_a_tab_is_not_shown(book_folder: Path) -> None:
    page = Document(Path("a.md"), Path("a.md"), THREE_CELLS)
    assert present(Book.open(book_folder), Store(book_folder), page, "mxnet") is None


def test_showing_leaves_the_page_alone(book_folder: Path, freeze: Freeze) -> None:
    page = read_page(book_folder, PATH)
    freeze(page, QUICK.name)
    shown = shown_in(book_folder, page)
    first = shown.nodes
    assert shown.nodes == first == shown_in(book_folder, page).nodes
    assert not any(node.type in ("outputs", "provenance") for node in page.nodes)


CODE = st.lists(st.sampled_from(["x = 1", "", "print(x)", "# note"]), min_size=1, max_size=3)
NAMES = st.sampled_from(["jax", "pytorch, mxnet", "all", "tensorflow"])
BLOCKS = st.one_of(
    st.builds(lambda tab, code: ["```{.python .input}", f"%%tab {tab}", *code, "```"], NAMES, CODE),
    st.builds(
        lambda tab: (
            ["```{.python .input}", f"%%tab {tab}"]
            + ["if tab.selected('jax'):", "    x = 2", "y = 3", "```"]
        ),
        NAMES,
    ),
    st.builds(lambda tab: [f":begin_tab:`{tab}`", "Words.", "", "More.", ":end_tab:"], NAMES),
    st.sampled_from(
        [
            ["## Section"],
            ["Words and $x$."],
            ["1. One.", "    1. Nested.", "1. Two."],
            ["```bash", "echo", "```"],
            ["| a | b |", "|:---|---:|", "| 1 | 2 |"],
            ["<!-- ninbook: results -->"],
            ["```{.python .input}", "%load_ext d2lbook.tab", "```"],
        ]
    ),
)


@given(blocks=st.lists(BLOCKS, max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_clean_page_can_be_shown(blocks: list[list[str]], book_folder: Path) -> None:
    text = "\n\n".join("\n".join(block) for block in [["# Title"], *blocks]) + "\n"
    (book_folder / PATH).write_text(text, encoding="utf-8")
    book, page = Book.open(book_folder), read_page(book_folder, PATH)
    assert [problem for problem in check_sources(book) if problem.path == PATH] == []
    shown = [present(book, Store(book_folder), page, tab) for tab in book.tabs]
    there = [one for one in shown if one is not None]
    for one in there:
        cells = [node for node in one.nodes if node.type == "cell"]
        assert all(cell.tabs == (one.tab,) for cell in cells)
        assert not any("tab.selected" in cell.attrs["source"] for cell in cells)
    if there:
        merged = merge(there, {})
        assert sum(node.text == "Title" for node in merged) == 1


def test_the_chapter_s_pages_show_their_frozen_outputs(chapter_copy: Path) -> None:
    page = read_page(chapter_copy, Path("chapter_cnn-modern/nin.md"))
    book, store = Book.open(chapter_copy), Store(chapter_copy)
    kinds = set()
    for tab in book.tabs:
        shown = present(book, store, page, tab)
        assert shown is not None
        assert shown.is_fresh
        kinds |= {kind for kind, _, _ in provenance_of(shown)}
        assert any(outputs_of(shown))
    assert kinds
    assert kinds <= {"full", "quick"}


def test_cells_have_the_frameworks_names_of_the_library(book_folder: Path) -> None:
    library = "[library-jax]\nlib_file = lib.py\nlib_name = jnp\nsimple_alias = reshape -> reshape"
    edit(book_folder / "config.ini", "[pdf]", f"{library}\n[pdf]")
    shown = shown_in(book_folder, Document(PATH, PATH, "# A\n\n" + CELL.format("d2l.reshape(x)")))
    (cell,) = (node for node in shown.nodes if node.type == "cell")
    assert cell.attrs["source"] == "jnp.reshape(x)"
