"""Any tree of nodes looks in all viewers of notebooks as it is."""

from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ninbook.commonmark.blocks import write_markdown
from ninbook.document.nodes import Node, text_of
from tests.commonmark.viewers import Viewer, canonical

_TAGS = {"emphasis": "em", "strong": "strong", "strikethrough": "del", "blockquote": "blockquote"}
_TAGS |= {"paragraph": "p", "bullet_list": "ul", "list_item": "li", "table": "table"}


def html_of(nodes: list[Node]) -> str:
    """Write nodes as HTML, the way CommonMark's specification shows them."""
    return "".join(map(_html, nodes))


def _html(node: Node) -> str:
    inside = html_of(node.children) if node.type != "table" else _rows(node)
    if node.type in _TAGS:
        return f"<{_TAGS[node.type]}>{inside}</{_TAGS[node.type]}>"
    match node.type:
        case "text":
            return escape(node.content)
        case "softbreak":
            return "\n"
        case "hardbreak":
            return "<br>"
        case "code_span":
            return f"<code>{escape(node.content)}</code>"
        case "math":
            return f"<math-inline>{escape(node.content)}</math-inline>"
        case "link":
            return f'<a href="{escape(node.attrs["href"])}">{inside}</a>'
        case "image":
            return f'<img src="{node.attrs["src"]}" alt="{escape(text_of(node.children))}">'
        case "heading":
            return f"<h{node.attrs['level']}>{inside}</h{node.attrs['level']}>"
        case "ordered_list":
            start = node.attrs["start"]
            return f"<ol{f' start={start}' if start != 1 else ''}>{inside}</ol>"
        case "thematic_break":
            return "<hr>"
        case "code_block":
            return f"<pre><code>{escape(node.content)}</code></pre>"
        case "math_block":
            return f"<p><math-block>{escape(node.content)}</math-block></p>"
    raise AssertionError(node.type)


def _rows(table: Node) -> str:
    done = ""
    for number, row in enumerate(table.children):
        tag = "th" if number == 0 else "td"
        cells = zip(row.children, table.attrs["aligns"], strict=True)
        shown = [
            f'<{tag} align="{align}">{html_of(cell.children)}</{tag}>' for cell, align in cells
        ]
        done += f"<tr>{''.join(shown)}</tr>"
    return done


_WORDS = st.text(
    st.sampled_from("ab 합은1.-+#=:>|~_*`$&;<!()[]\\/'\"×。é"), min_size=1, max_size=12
).map(lambda text: " ".join(text.split()) or "x")
_LATEX = st.text(st.sampled_from(r"ab\|_^*{}12+-<&"), min_size=1, max_size=6).map(
    lambda text: text.replace("\\", "\\,").replace(" ", "") or "x"
)


def _leaf() -> SearchStrategy[Node]:
    return st.one_of(
        _WORDS.map(lambda text: Node("text", content=text)),
        _WORDS.map(lambda text: Node("code_span", content=text)),
        _LATEX.map(lambda text: Node("math", content=text)),
        st.sampled_from(["softbreak", "hardbreak"]).map(Node),
        _WORDS.map(
            lambda text: Node("image", attrs={"src": "a"}, children=[Node("text", content=text)])
        ),
    )


def _around(inside: SearchStrategy[list[Node]]) -> SearchStrategy[Node]:
    marked = st.sampled_from(["emphasis", "strong", "strikethrough"])
    return st.builds(lambda name, nodes: Node(name, children=nodes), marked, inside)


def _linked(inside: SearchStrategy[list[Node]]) -> SearchStrategy[Node]:
    address = st.sampled_from(["a.ipynb#b", "https://example.org/a_b(c)?d=*e*&f", "#x"])
    return st.builds(
        lambda to, nodes: Node("link", attrs={"href": to}, children=nodes), address, inside
    )


def _line(content: SearchStrategy[Node]) -> SearchStrategy[list[Node]]:
    return st.lists(content, min_size=1, max_size=4).map(_tidy).filter(bool)


def _tidy(nodes: list[Node]) -> list[Node]:
    """Return inlines as a parser could have made them: no breaks at the ends, texts joined."""
    done: list[Node] = []
    for node in nodes:
        if node.type.endswith("break") and (not done or done[-1].type.endswith("break")):
            continue
        if node.type == "text" and done and done[-1].type == "text":
            done[-1] = Node("text", content=f"{done[-1].content} {node.content}")
            continue
        done.append(node)
    while done and done[-1].type.endswith("break"):
        done.pop()
    return done


_INLINES = _line(
    st.one_of(
        _leaf(),
        _around(_line(st.one_of(_leaf(), _around(_line(_leaf()))))),
        _linked(_line(_leaf())),
    )
)
_ONE_LINE = _INLINES.map(
    lambda nodes: [node for node in nodes if "break" not in {each.type[4:] for each in node.walk()}]
).filter(bool)


def _block(below: SearchStrategy[list[Node]]) -> SearchStrategy[Node]:
    item = below.map(lambda nodes: Node("list_item", children=nodes))
    return st.one_of(
        st.builds(
            lambda mark, items: Node("bullet_list", attrs={"mark": mark}, children=items),
            st.sampled_from("-*+"),
            st.lists(item, min_size=1, max_size=3),
        ),
        st.builds(
            lambda mark, start, items: Node(
                "ordered_list", attrs={"mark": mark, "start": start}, children=items
            ),
            st.sampled_from(".)"),
            st.integers(0, 12),
            st.lists(item, min_size=1, max_size=3),
        ),
        below.map(lambda nodes: Node("blockquote", children=nodes)),
    )


def _table(cells: list[list[Node]], aligns: list[str]) -> Node:
    width = len(aligns)
    rows = [cells[start : start + width] for start in range(0, len(cells) // width * width, width)]
    table = Node("table", attrs={"aligns": aligns})
    for row in rows or [[[Node("text", content="x")]] * width]:
        children = [Node("table_cell", children=cell) for cell in row]
        table.children.append(Node("table_row", children=children))
    return table


_SIMPLE = st.one_of(
    _INLINES.map(lambda nodes: Node("paragraph", children=nodes)),
    _INLINES.map(lambda nodes: Node("paragraph", attrs={"tight": True}, children=nodes)),
    st.text(st.sampled_from("a`~ \n-"), max_size=12).map(
        lambda text: Node("code_block", content=f"{text}\n", attrs={"info": ""})
    ),
    _LATEX.map(lambda text: Node("math_block", content=text)),
    st.just(Node("thematic_break")),
)


def _some(block: SearchStrategy[Node], most: int = 3) -> SearchStrategy[list[Node]]:
    return st.lists(block, min_size=1, max_size=most)


_BLOCKS = _some(st.one_of(_SIMPLE, _block(_some(st.one_of(_SIMPLE, _block(_some(_SIMPLE)))))), 4)
_TOP = st.one_of(
    _BLOCKS,
    st.builds(
        lambda level, nodes: [Node("heading", attrs={"level": level}, children=nodes)],
        st.integers(1, 6),
        _ONE_LINE,
    ),
    st.builds(
        lambda cells, aligns: [_table(cells, aligns)],
        st.lists(_ONE_LINE, min_size=1, max_size=6),
        st.lists(st.sampled_from(["left", "right", "center"]), min_size=1, max_size=3),
    ),
)


@settings(max_examples=500)
@given(nodes=_TOP)
def test_a_tree_looks_as_it_is(nodes: list[Node], viewers: dict[str, Viewer]) -> None:
    markdown = write_markdown(nodes)
    expected = canonical(html_of(nodes))
    for name, show in viewers.items():
        assert canonical(show(markdown)) == expected, f"{name}:\n{markdown}"
