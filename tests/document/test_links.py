from pathlib import Path

import pytest

from ninbook.document.links import Destination, destination, slug_of

PAGES = {Path("index.md"), Path("a/page.md"), Path("a/other page.md")}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("page.md", Destination(Path("a/page.md"), True, "")),
        ("page.md#part", Destination(Path("a/page.md"), True, "part")),
        ("other%20page.md", Destination(Path("a/other page.md"), True, "")),
        ("page.ko.md", Destination(Path("a/page.md"), True, "")),
        ("../index.md", Destination(Path("index.md"), True, "")),
        ("#part", Destination(Path("a/here.md"), True, "part")),
        ("../img/p.png", Destination(Path("img/p.png"), False, "")),
        ("..", Destination(Path(), False, "")),
        ("gone.md", Destination(Path("a/gone.md"), False, "")),
        ("https://d2l.ai/a.md", None),
        ("mailto:a@b.c", None),
        ("/a.md", None),
    ],
)
def test_where_a_link_leads(address: str, expected: Destination | None) -> None:
    assert destination(Path("a/here.md"), address, PAGES, ["en", "ko"]) == expected


def test_slugs_are_those_of_github() -> None:
    assert slug_of(" The NiN Block, in 3 Parts ") == "the-nin-block-in-3-parts"
    assert slug_of("합성곱 (convolution)") == "합성곱-convolution"
