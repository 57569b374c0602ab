import pytest

from ninbook.document.latex import within_formula, without_tag


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x", "x"),
        (r"\begin{align*}a &= b\end{align*}", r"\begin{aligned}a &= b\end{aligned}"),
        (r"\begin{equation} w \end{equation}", "w"),
        (r"\begin{alignat}{2}a&b\end{alignat}", r"\begin{alignedat}{2}a&b\end{alignedat}"),
        (r"\begin{gather}a\\b\end{gather}", r"\begin{gathered}a\\b\end{gathered}"),
        (r"\begin{aligned}a\end{aligned}", None),
        (r"a \\ b", r"\begin{aligned}a \\ b\end{aligned}"),
        (r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}", None),
        (r"\frac{a}{\substack{b \\ c}}", None),
        (r"\bm{x} \bmod 2", r"\boldsymbol{x} \bmod 2"),
        (r"a^{\text{$n$ times}}", r"a^{\text{}n\text{ times}}"),
        (r"\mbox{if $x_{1}$ or $y$}", r"\mbox{if }x_{1}\mbox{ or }y\mbox{}"),
        (r"\text{costs \$5 or \$6}", None),
        (r"\label{eq:a} x", "x"),
        ("a % b\n  % c\n+ d", "a \n+ d"),
        ("a \\\\ 5\\% % b\n  % c\n", r"\begin{aligned}a \\ 5\%\end{aligned}"),
    ],
)
def test_what_stands_between_dollars(latex: str, expected: str | None) -> None:
    assert within_formula(latex) == (expected or latex)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"x \tag{7}", ("x", "7")),
        ("x", ("x", "")),
        (r"x \tag{1} \\ y \tag{2}", (r"x \tag{1} \\ y \tag{2}", "")),
    ],
)
def test_a_formula_may_give_itself_a_number(latex: str, expected: tuple[str, str]) -> None:
    assert without_tag(latex) == expected


def test_lines_of_a_formula_in_a_text_are_not_aligned() -> None:
    assert within_formula(r"a \\ b", displayed=False) == r"a \\ b"
