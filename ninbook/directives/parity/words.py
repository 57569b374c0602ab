"""Words of the table that compares frameworks with a referee, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ParityWords:
    """Words of one language; those with braces are templates for `str.format`."""

    heading: str
    float32: str
    float64: str
    same_class: str
    logits: str
    gradients: str
    relative: str
    share: str
    inputs: str
    trained: str
    random: str
    different_inputs: str


ENGLISH = ParityWords(
    heading="Difference from the referee",
    float32="Single precision",
    float64="Double precision",
    same_class="same class",
    logits="logits, largest difference",
    gradients="gradients, largest difference",
    relative="gradients, largest relative difference of a layer",
    share="{part} of {whole}",
    inputs="All with the same {kind} ({weights}) and the same {count} images ({images}).",
    trained="trained weights",
    random="random weights",
    different_inputs=(
        "The columns can't be compared: their weights or images are not the same. Execute the page "
        "again in all tabs."
    ),
)
KOREAN = ParityWords(
    heading="심판과의 차이",
    float32="단정밀도",
    float64="배정밀도",
    same_class="같은 클래스",
    logits="로짓, 최대 차이",
    gradients="기울기, 최대 차이",
    relative="기울기, 레이어별 최대 상대 차이",
    share="{whole}장 중 {part}장",
    inputs="모두 같은 {kind}({weights})와 같은 이미지 {count}장({images})으로 계산했습니다.",
    trained="훈련된 가중치",
    random="무작위 가중치",
    different_inputs=(
        "열마다 가중치나 이미지가 달라 비교할 수 없습니다. 모든 탭에서 이 페이지를 다시 "
        "실행하십시오."
    ),
)
WORDS: Mapping[str, ParityWords] = {"en": ENGLISH, "ko": KOREAN}
