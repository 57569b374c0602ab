import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.dataset import digests
from ninbook.plan import chain, normalised
from ninbook.settings import FULL, QUICK, SEED

CODE = """\
import math

def area(radius, scale=1):
    if radius < 0:
        raise ValueError('negative')
    return scale * math.pi * radius ** 2

print(area(2, scale=3))
"""
DIGEST = digests()["fashion-mnist"]
CELLS = ["import math", "x = 1", "def f():\n    return x", "print(f())"]


def prints(sources: list[str]) -> list[str]:
    return chain(sources, "jax", QUICK.name, SEED)


LAYOUTS = {
    "comment": CODE.replace("radius < 0:", "radius < 0:  # no such circle"),
    "first comment": "# A comment first\n" + CODE,
    "blank line fewer": CODE.replace("import math\n\n", "import math\n"),
    "blank lines more": CODE.replace("'negative')\n", "'negative')\n\n\n    # and then\n"),
    "spaces": CODE.replace("scale * math.pi", "scale*math.pi"),
    "brackets": CODE.replace("(2, scale=3)", "(\n    2,  # radius\n    scale = 3\n)"),
    "continued line": CODE.replace("math.pi * radius", "math.pi \\\n        * radius"),
    "trailing spaces": CODE.replace("\n", "   \n"),
    "indentation depth": CODE.replace("    ", "  "),
    "no last newline": CODE.rstrip("\n"),
    "newlines at the end": CODE + "\n\n  \n",
    "line ends of Windows": CODE.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("same", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layout_and_comments_are_not_code(same: str) -> None:
    assert same != CODE
    assert normalised(same) == normalised(CODE)
    assert prints(["x", same, "y"]) == prints(["x", CODE, "y"])


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("** 2", "** 3"),
        CODE.replace("scale=1", "scale=1.0"),
        CODE.replace("'negative'", "'negative '"),
        CODE.replace("'negative'", "' # negative'"),
        CODE.replace("    return", "        return"),
        CODE.replace("radius", "r"),
        CODE.replace("(2, scale=3)", "(2, scale=3,)"),
        CODE.replace("import math\n", "import math; "),
        "",
    ],
)
def test_everything_else_is(other: str) -> None:
    assert normalised(other) != normalised(CODE)
    assert prints(["x", other]) != prints(["x", CODE])


def test_structure_of_indentation_counts() -> None:
    inside = "for i in a:\n    f()\n    g()\n"
    outside = "for i in a:\n    f()\ng()\n"
    assert normalised(inside) != normalised(outside)


def test_normalised_text_is_one_token_per_line() -> None:
    assert normalised("if x:  # why\n    y = (1,\n         2)\n").split("\n") == (
        ["if", "x", ":", "NEWLINE", "INDENT", "y", "=", "(", "1", ",", "2", ")", "NEWLINE"]
        + ["DEDENT"]
    )


STRINGS = {
    "plain": ("x = f'{a} of {b:.3f}'", ["x", "=", "f'{a} of {b:.3f}'", "NEWLINE"]),
    "nested": (
        "f\"{f'{a!r:>{width}}'} # {b}\"",
        ["f\"{f'{a!r:>{width}}'} # {b}\"", "NEWLINE"],
    ),
    "several lines": (
        'x = f"""one {a}\n  # two {\n  b}\n"""  # done',
        ["x", "=", 'f"""one {a}', "  # two {", "  b}", '"""', "NEWLINE"],
    ),
    "raw": ("rf'\\d{n}' + F'x'", ["rf'\\d{n}'", "+", "F'x'", "NEWLINE"]),
    "side by side": ("f'a{x}' f'b{y}' 'c'", ["f'a{x}'", "f'b{y}'", "'c'", "NEWLINE"]),
    "doubled braces": ("f'{{x}} {x}'", ["f'{{x}} {x}'", "NEWLINE"]),
    "after a line separator": ("'\u2028', f'{x}'", ["'\u2028'", ",", "f'{x}'", "NEWLINE"]),
    "after wide characters": ("'한국어', f'{한}'", ["'한국어'", ",", "f'{한}'", "NEWLINE"]),
}


@pytest.mark.parametrize(("source", "tokens"), STRINGS.values(), ids=STRINGS.keys())
def test_formatted_strings_stand_as_written_on_every_python(source: str, tokens: list[str]) -> None:
    assert normalised(source) == "\n".join(tokens)


@pytest.mark.parametrize(
    ("source", "tokens"),
    [
        (
            "%matplotlib inline",
            ["get_ipython", "(", ")", ".", "run_line_magic", "(", "'matplotlib'", ",", "'inline'"]
            + [")", "NEWLINE"],
        ),
        ("!ls", ["get_ipython", "(", ")", ".", "system", "(", "'ls'", ")", "NEWLINE"]),
    ],
)
def test_magics_are_read_as_what_they_do(source: str, tokens: list[str]) -> None:
    assert normalised(source) == "\n".join(tokens)


def test_arguments_of_magics_count() -> None:
    assert normalised("%time f(1)") != normalised("%time f(2)")
    assert normalised("%%time\nf(1)") != normalised("%%timeit\nf(1)")
    assert normalised("%load_ext a  \nx=1") == normalised("%load_ext a\nx = 1")


@pytest.mark.parametrize("source", ["x = (1,", "def f(:\n  x\n y\n", "s = '''never closed\n"])
def test_what_is_no_python_stands_as_it_is(source: str) -> None:
    assert normalised(source) == source
    assert prints([source]) != prints([source + " "])


def test_fingerprints_are_those_recorded() -> None:
    sources = ["import math", "print(f'{math.pi:.2f}')  # pi"]
    assert chain(sources, None, QUICK.name, 2013, data=DIGEST) == [
        "dbcee952d49841104c851e9cc5e6e6899dc971ee93667e80db1503fb24fad0a1",
        "42b2983e035614dc1b83a62044038a5d9ad68b09ceef548ebab3dccaebd4127e",
    ]


def test_tab_profile_seed_and_data_count() -> None:
    variants = [
        chain(CELLS, tab, profile, seed, data=data)
        for tab in ("jax", "pytorch", None)
        for profile in (FULL.name, QUICK.name)
        for seed in (SEED, SEED + 1)
        for data in ("", DIGEST)
    ]
    assert len({digests[0] for digests in variants}) == len(variants)


def test_order_and_borders_of_cells_count() -> None:
    assert prints(["a", "b"])[1] != prints(["b", "a"])[1]
    assert prints(["a", "b"])[-1] != prints(["a\nb"])[-1]
    assert prints(["a", ""])[-1] != prints(["a"])[-1]


def test_an_edit_changes_the_cell_and_what_follows() -> None:
    before = prints(CELLS)
    after = prints([*CELLS[:2], CELLS[2].replace("x", "x + 1"), CELLS[3]])
    assert before[:2] == after[:2]
    assert before[2] != after[2]
    assert before[3] != after[3]


NAMES = st.sampled_from(["x", "y1", "net", "가"])
VALUES = st.one_of(st.integers(0, 99).map(str), NAMES, st.sampled_from(["'a # b'", "f'{x}'"]))
STATEMENTS = st.tuples(NAMES, VALUES).map(lambda pair: f"{pair[0]} = {pair[1]}")
BLOCKS = st.tuples(NAMES, st.lists(STATEMENTS, min_size=1, max_size=3)).map(
    lambda pair: "\n    ".join([f"if {pair[0]}:", *pair[1]])
)
SOURCES = st.lists(st.one_of(STATEMENTS, BLOCKS), min_size=1, max_size=4).map("\n".join)


@given(st.lists(SOURCES, min_size=1, max_size=5), st.lists(SOURCES, max_size=3))
def test_fingerprints_do_not_depend_on_later_cells(first: list[str], later: list[str]) -> None:
    assert prints([*first, *later])[: len(first)] == prints(first)


@given(SOURCES, st.data())
def test_comments_and_blank_lines_between_statements_never_count(
    source: str, data: st.DataObject
) -> None:
    lines = []
    for line in source.split("\n"):
        lines += data.draw(st.lists(st.sampled_from(["", "   ", "# note", "    # note"])))
        lines.append(line + data.draw(st.sampled_from(["", "  ", "  # note"])))
    assert normalised("\n".join(lines)) == normalised(source)


@given(SOURCES, SOURCES)
def test_codes_are_told_apart(one: str, other: str) -> None:
    assert (normalised(one) == normalised(other)) == (one == other)


@given(st.one_of(st.text(max_size=60), st.text("()[]{}'\"f#\\\n\t x=%!?:é\x0c\x00", max_size=40)))
def test_no_text_makes_the_fingerprint_fail(source: str) -> None:
    assert prints([source]) == prints([source])
