import pytest

from ninbook.document.nodes import Node
from ninbook.sphinx.output_tables import table_of_html, table_of_text

PRINTED = """\
last block   dead channels  val loss  val acc (least, best)
10-10-10         18 of  60     0.726   0.736 (0.666, 0.816)
128-32-10         1 of 480     0.526   0.798 (0.757, 0.839)
"""
GROUPED = """\
convolution    std of outputs    std of gradients
               Xavier      He    Xavier        He
          1    0.0905  0.6654   2.0e-05   1.5e-03
         12    0.1749  0.5071   3.0e-03   8.2e-03
Xavier: dead channels in the last three: 3%, 63%, 50%
"""
FRAME = """<table border="1" class="dataframe"><thead><tr style="text-align: right;">{}</tr></thead>
<tbody><tr><th>0</th><td>He</td><td>75%</td></tr><tr><th>1</th><td>both</td><td>8%</td></tr></tbody>
</table>"""


def rows_of(table: Node | None) -> list[list[str]]:
    assert table is not None
    return [[cell.text for cell in row.children] for row in table.children]


def test_printed_columns_are_a_table_with_its_numbers_at_the_right() -> None:
    table, rest = table_of_text(PRINTED)
    assert rest == ""
    assert rows_of(table) == [
        ["last block", "dead channels", "val loss", "val acc (least, best)"],
        ["10-10-10", "18 of  60", "0.726", "0.736 (0.666, 0.816)"],
        ["128-32-10", "1 of 480", "0.526", "0.798 (0.757, 0.839)"],
    ]
    assert table and table.attrs["aligns"] == ["left", "right", "right", "right"]


def test_names_of_groups_of_columns_are_part_of_their_names_and_a_sentence_below_stays() -> None:
    table, rest = table_of_text(GROUPED)
    names = [
        f"std of {what}, {how}" for what in ("outputs", "gradients") for how in ("Xavier", "He")
    ]
    assert rows_of(table)[:2] == [
        ["convolution", *names],
        ["1", "0.0905", "0.6654", "2.0e-05", "1.5e-03"],
    ]
    assert rest == "Xavier: dead channels in the last three: 3%, 63%, 50%"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "one line",
        "Sequential output shape:  torch.Size([1, 96])\nFlatten output shape:  torch.Size([1])\n",
        "a  b  c\nd  e  f\n",  # words under words
        "  a  b\n  c  d  e\n  1  2  3\n",  # what would be names of groups names no column
        "a  b  c\n",
    ],
)
def test_other_text_stays_text(text: str) -> None:
    assert table_of_text(text) == (None, text)


@pytest.mark.parametrize(("corner", "last", "columns"), [("", 1, 2), ("", 2, 3), ("run", 1, 3)])
def test_a_frame_shows_its_index_unless_it_only_counts(
    corner: str, last: int, columns: int
) -> None:
    html = FRAME.format(f"<th>{corner}</th><th>cure</th><th>learn</th>")
    table = table_of_html(html.replace("<th>1</th>", f"<th>{last}</th>"))
    assert rows_of(table)[0] == [corner, "cure", "learn"][-columns:]
    assert table and table.attrs["aligns"] == ["right", "left", "right"][-columns:]


@pytest.mark.parametrize(
    "html", ["<b>x</b>", "<table></table>", FRAME.format('<th colspan="3">joined</th>')]
)
def test_other_html_is_no_table(html: str) -> None:
    assert table_of_html(html) is None
