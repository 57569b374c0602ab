from __future__ import annotations

import pytest

from ninbook.render.table_captions import captions_below

TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"
OTHER = "c | d\n--|--\n3 | 4"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (f":One\n:label:`t`\n\n{TABLE}\n\nText", f"{TABLE}\n\n:One\n:label:`t`\n\nText"),
        (f":One\nand more\n\n{TABLE}", f"{TABLE}\n\n:One\nand more"),
        (f":One\n\n{TABLE}\n:label:`t`\n\nText", f"{TABLE}\n\n:One\n:label:`t`\n\nText"),
        (
            f":One\n\n{TABLE}\n\n:Two\n\n{OTHER}\n",
            f"{TABLE}\n\n:One\n\n{OTHER}\n\n:Two",
        ),
    ],
)
def test_captions_go_below_their_tables(above: str, below: str) -> None:
    assert [line for line in captions_below(above).split("\n") if line] == [
        line for line in below.split("\n") if line
    ]
    assert captions_below(captions_below(above)).split() == below.split()


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}\n:One\n:label:`t`\n\n{OTHER}\n",
        f"{TABLE}\n\n:One\n\n{OTHER}\n",
        f":One\n\nText.\n\n{TABLE}",
        f"```\n:One\n\n{TABLE}\n```",
        f":label:`t`\n\n{TABLE}",
        f"Text\n:One\n\n{TABLE}",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert captions_below(text) == text
