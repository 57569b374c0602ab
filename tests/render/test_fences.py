from __future__ import annotations

import pytest

from ninbook.render.fences import in_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a|b", ".."),
        ("```|a|```|b", "###."),
        ("  ```python|a|````|b", "###."),
        ("````|```|a|````|b", "####."),
        ("~~~|```|~~~|b", "###."),
        ("a|```|b", ".##"),
        ("`a`|``b``", ".."),
    ],
)
def test_lines_from_fence_to_fence_are_code(text: str, code: str) -> None:
    assert in_code(text.split("|")) == [mark == "#" for mark in code]
