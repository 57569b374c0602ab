"""What the controls of a figure say, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ExploreWords:
    """What the controls of a figure say; words in braces are filled in."""

    pixel: str = "Move the pixel"
    object: str = "Move the object"
    up: str = "Up"
    down: str = "Down"
    left: str = "Left"
    right: str = "Right"
    column: str = "x = ({x}) becomes ({h}). No other pixel of the output changes."
    average: str = "Average {average}: the place does not matter."
    outside: str = "Average {average}: a part of the object is outside the map."


WORDS: Mapping[str, ExploreWords] = {
    "en": ExploreWords(),
    "ko": ExploreWords(
        pixel="픽셀 옮기기",
        object="물체 옮기기",
        up="위로",
        down="아래로",
        left="왼쪽으로",
        right="오른쪽으로",
        column="x = ({x})에서 ({h})이 나옵니다. 출력의 다른 픽셀은 바뀌지 않습니다.",
        average="평균 {average}: 물체의 위치와 상관없습니다.",
        outside="평균 {average}: 물체의 일부가 맵 밖으로 나갔습니다.",
    ),
}
