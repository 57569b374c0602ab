from __future__ import annotations

from collections.abc import Callable

import pytest
from docutils import nodes

from ninbook.sphinx.visitors.math import within_equation

Read = Callable[..., nodes.document]


@pytest.mark.parametrize(
    ("latex", "inner"),
    [
        ("x", "x"),
        (r"\begin{equation} x \end{equation}", "x"),
        (r"\begin{align*}a &= b\end{align*}", r"\begin{aligned}a &= b\end{aligned}"),
        (r"\begin{gather}a\\b\end{gather}", r"\begin{gathered}a\\b\end{gathered}"),
        (r"\begin{alignat}{2}a\end{alignat}", r"\begin{alignedat}{2}a\end{alignedat}"),
        (r"\begin{aligned}a\end{aligned}", r"\begin{aligned}a\end{aligned}"),
        (r"\begin{align}a\end{align} + b", r"\begin{align}a\end{align} + b"),
    ],
)
def test_an_environment_that_numbers_its_lines_is_one_formula(latex: str, inner: str) -> None:
    assert within_equation(latex) == inner


def test_formulas_of_their_own_have_numbers_and_labels(tree_of: Read) -> None:
    made = tree_of("# A\n\n$$x$$\n\n$$y$$\n:eqlabel:`eq_y`\n:eqlabel:`eq_z`\n\nSee $z$.\n")
    first, second = made.findall(nodes.math_block)
    assert (first["label"], first["number"]) == ("page:0", "1.1")
    assert (second["labels"], second["number"]) == (["eq_y", "eq_z"], "1.2")
    assert {"equation-eq-y", "equation-eq-z"} <= set(made.ids)
    assert [formula.astext() for formula in made.findall(nodes.math)] == ["z"]
