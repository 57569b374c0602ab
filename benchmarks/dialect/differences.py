"""Kinds of differences between pandoc's reading of a page and the model's, all of them deliberate.

`docs/markdown.md` lists them by name and says what wins. A kind is what has to be erased from both
readings to make them equal; a difference that no kinds explain is a fault.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from lines import Lines

_BLOCK = (
    r"^ *(?:paragraph|heading \d|term|definitions?|bullets|ordered \d+(?: \w+)?|item|quote|rule"
    r"|table[a-z ]*|line block|div)\b:?"
)


@dataclass(frozen=True)
class Kind:
    """A kind of difference.

    Attributes:
        example: Markdown that differs in this alone.
        erase: takes what differs out of a reading.
    """

    example: str
    erase: Callable[[str], str]


def _without(*patterns: str) -> Callable[[str], str]:
    """Return what erases patterns, but what a pattern's group matched."""
    compiled = [re.compile(pattern, re.MULTILINE | re.DOTALL) for pattern in patterns]

    def erase(text: str) -> str:
        for pattern in compiled:
            text = pattern.sub(r"\1" if pattern.groups else "", text)
        return text

    return erase


def _replaced(pattern: str, replacement: str) -> Callable[[str], str]:
    compiled = re.compile(pattern, re.MULTILINE | re.DOTALL)
    return lambda text: compiled.sub(replacement, text)


def _html(text: str) -> str:
    text = re.sub(r"</?[A-Za-z][^<>]*>|⟦/?html⟧|\*", "", text)
    return html.unescape(re.sub(r"⟦/?em⟧|" + _BLOCK, "", text, flags=re.MULTILINE))


KINDS: Mapping[str, Kind] = {
    "lines of one role": Kind(
        "See\n:cite:`key`\nfor more.\n", _without(r"\n *paragraph:(?= *⟦role)|(?<=⟧)\n *paragraph:")
    ),
    "lines only for slides": Kind("One\n(~~two~~)\nthree.\n", _without(r"\n *paragraph:")),
    "brackets after slide marks": Kind(
        "[**A**](b c) d.\n",
        _replaced(r"⟦link ([^⟧]*)⟧⟦strong⟧(.*?)⟦/strong⟧⟦/link⟧|[\[\]]", r"\2(\1)"),
    ),
    "tags that HTML doesn't have": Kind("A token <pad>.\n", _without("⟦/?html⟧")),
    "slide marks in code": Kind(
        "A `[**mark**]`.\n", _without(r"[\[(](?:\*\*|~~)|(?:\*\*|~~)[\])]")
    ),
    "escaped pipes in code": Kind("| `a \\| b` |\n|---|\n", _without(r"\\(?=\|)")),
    "escaped spaces": Kind("a\\ b.\n", _without(r"\\(?=\s)")),
    "citations": Kind("@key, [@key].\n", _without("⟦/?citation⟧")),
    "superscripts and subscripts": Kind("H~2~O, x^2^.\n", _without("⟦/?su[bp]⟧|[~^]")),
    "task lists": Kind("- [ ] a\n- [x] b\n", _without(r"\[[ x]\]|[☐☒]")),
    "implicit header references": Kind(
        "# A\n\nSee [A].\n", _without(r"⟦link #[\w-]+⟧|⟦/link⟧|[\[\]]")
    ),
    "URLs with spaces": Kind(
        "[a](b c.html) d.\n",
        _replaced(r"⟦link ([^⟧]*)⟧(.*?)⟦/link⟧|\[([^\]]*)\]\(([^)]*)\)", r"\2\3(\1\4)"),
    ),
    "emphasis": Kind("**합성곱(convolution)**은 *a *b.\n", _without(r"⟦/?(?:em|strong)⟧|[*_]")),
    "closing # of headings": Kind("# C#\n", _without("#")),
    "YAML metadata block": Kind(
        "---\ntitle: x\n---\n\nText\n", _without(r"^rule\nheading 2: [\w ]+:[^\n]*$")
    ),
    "HTML": Kind(
        "<details><summary>S</summary>\n\n*a*\n\n</details>\n\n<div>*b* &amp;</div>\n", _html
    ),
    "attributes": Kind(
        "# A {#b .c}\n\n![D](e.png){width=50%}\n\n[f]{.g}\n\n::: h\nText\n:::\n",
        _without(
            "⟦attributes⟧[^⟧]*⟦/attributes⟧",
            r"\{[.#\w][^}]*\}",
            ":::(?: *h)?",
            _BLOCK,
            r"[\[\]]|⟦/?span⟧",
        ),
    ),
    "inline footnotes": Kind("A^[note] b.\n", _without(r"⟦/?note⟧|paragraph:|\^\[|\]")),
    "line blocks": Kind("| One\n| two\n", _without(_BLOCK, r"\|")),
    "fancy lists": Kind(
        "a) x\nb) y\n\n(1) x\n\n#. y\n\n(@) z\n",
        _without(_BLOCK, r"(?:^|(?<=\s))(?:\(?\w\)|#\.|\(@\))(?=\s)"),
    ),
    "headings": Kind("####### seven\n\nTwo\nlines\n---\n", _without(_BLOCK, "#{7}|-{3}")),
    "code": Kind(
        "Text\n```python title=x\na\n```\n",
        _without(_BLOCK, "⟦/?code[^⟧]*⟧", "python title=x", "⏎|\n"),
    ),
    "TeX": Kind(
        "\\begin{align}\na\n\\end{align}\n\nC:\\temp, \\newpage.\n",
        _without(r"⟦/?(?:raw tex|raw|display)⟧", r"^ *paragraph:"),
    ),
    "grid, multiline and simple tables": Kind(
        "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+\n\n  a    b\n ---  ---\n  1    2\n",
        _without(_BLOCK, r"[+|¦=-]"),
    ),
    "blocks that interrupt a paragraph": Kind(
        "Steps\n1. one\n2. two\n\nText\n# Heading\n\nText\n> quote\n\nText\n| a |\n|---|\n| 1 |\n",
        _without(
            _BLOCK,
            r"(?:^|(?<=\s))(?:\d+[.)]|[-*+>]|#{1,6})(?=\s|$)",
            r"[|¦]|(?<!-)-{3,}(?!-)",
        ),
    ),
}
"""The kinds by name, the more special first."""


def differences(pandoc: Lines, model: Lines) -> Iterator[tuple[int, str, str]]:
    """Yield where two readings differ: the page's line, pandoc's lines, the model's lines."""
    matcher = SequenceMatcher(None, pandoc.texts, model.texts, autojunk=False)
    for operation, i, j, k, end in matcher.get_opcodes():
        if operation != "equal":
            number = model.numbers[min(k, len(model.numbers) - 1)] if model.numbers else 1
            yield number, "\n".join(pandoc.texts[i:j]), "\n".join(model.texts[k:end])


def kinds_of(pandoc: str, model: str) -> list[str] | None:
    """Return the fewest kinds that explain a difference, three at most; None if none do."""
    for count in range(1, 4):
        for kinds in combinations(KINDS, count):
            if _erased(pandoc, kinds) == _erased(model, kinds):
                return list(kinds)
    return None


def _erased(text: str, kinds: Iterable[str]) -> str:
    for name in kinds:
        text = KINDS[name].erase(text)
    return "".join(text.split())
