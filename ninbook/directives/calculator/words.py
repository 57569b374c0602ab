"""What the resource calculator says, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CalculatorWords:
    """Words of the calculator in one language.

    Attributes are texts for readers; those with braces are templates. Those from ``title`` on are
    for the script alone.
    """

    intro: str = (
        "**What networks need.** For grey images of $224 \\times 224$ pixels and ten classes, in "
        "single precision:"
    )
    definitions: str = (
        "A multiply-accumulate is one product added to a sum. Memory in prediction is that of the "
        "parameters, and of the input and output of the one layer where both together are largest. "
        "Memory in training is that of the parameters, of a gradient for each of them, and of all "
        "arrays that the forward pass keeps for the backward pass. SGD without momentum keeps "
        "nothing else. This is what PyTorch keeps. What a framework needs for itself or for faster "
        "convolutions comes on top; it can be several times as much."
    )
    quantity: str = "Resource"
    parameters: str = "Parameters"
    work: str = "Multiply-accumulates per image"
    parameter_memory: str = "Memory of the parameters"
    prediction: str = "Memory in prediction, minibatch of {batch}"
    training: str = "Memory in training, minibatch of {batch}"
    start_script: str = "Change the network yourself"
    title: str = "Resource calculator"
    hint: str = (
        "Change any number, and all sums follow. The address of the page keeps your network, so "
        "you can bookmark or share it."
    )
    yours: str = "Your network"
    start: str = "Start from"
    reset: str = "Reset"
    input: str = "Input"
    channels: str = "Channels"
    size: str = "Height and width"
    batch: str = "Minibatch"
    stage: str = "Layer {number}: {kind}"
    block: str = "Block"
    max_pooling: str = "Max-pooling"
    average_pooling: str = "Average pooling"
    dropout: str = "Dropout"
    head: str = "Head"
    window: str = "Window"
    stride: str = "Stride"
    padding: str = "Padding"
    pointwise: str = "1×1 after it"
    percent: str = "Percent"
    global_pooling: str = "Global average pooling"
    dense: str = "Fully connected layers"
    units: str = "Outputs of layer {number}"
    output: str = "Output"
    short_work: str = "Mult.-acc."
    kept: str = "Kept in training"
    pair: str = "Input and output"
    up: str = "Move up"
    down: str = "Move down"
    duplicate: str = "Duplicate"
    remove: str = "Remove"
    add: str = "Add"
    add_dense: str = "Add a layer"
    remove_dense: str = "Remove a layer"
    comparison: str = "Comparison"
    every_layer: str = "Every layer by itself, for one minibatch"
    layer: str = "Layer"
    convolution: str = "Convolution {window}×{window}"
    relu: str = "ReLU"
    flattening: str = "Flattening"
    dense_layer: str = "Fully connected"
    global_layer: str = "Global average pooling"
    total: str = "Total"
    window_error: str = "Layer {number}: the window is larger than its padded input."
    padding_error: str = "Layer {number}: the padding is larger than half the window."
    number_error: str = "Enter a whole number from {least} to {most}."
    unfit: str = "does not fit"
    status: str = (
        "Your network: {parameters} parameters, {work} multiply-accumulates per image, "
        "{prediction} in prediction, {training} in training."
    )


ENGLISH = CalculatorWords()
KOREAN = CalculatorWords(
    intro=(
        "**네트워크에 필요한 자원.** $224 \\times 224$픽셀 회색조 이미지, 클래스 열 개, "
        "단정밀도를 기준으로 합니다."
    ),
    definitions=(
        "곱셈-누산은 두 수를 곱해 합에 더하는 연산입니다. 예측할 때는 파라미터와, 입력과 출력을 "
        "합한 크기가 가장 큰 레이어의 입력과 출력이 메모리를 차지합니다. 훈련할 때는 파라미터와 그 "
        "기울기, 그리고 순전파가 역전파를 위해 보관하는 모든 배열이 메모리를 차지합니다. 모멘텀 "
        "없는 SGD는 그 밖에 보관하는 것이 없습니다. PyTorch가 보관하는 것을 기준으로 했습니다. "
        "프레임워크 자체에 필요하거나 합성곱을 더 빨리 계산하는 데 쓰는 메모리는 따로 더해야 하며, "
        "그 양이 몇 배에 이를 수도 있습니다."
    ),
    quantity="자원",
    parameters="파라미터",
    work="이미지당 곱셈-누산",
    parameter_memory="파라미터가 차지하는 메모리",
    prediction="예측에 필요한 메모리(미니배치 크기 {batch})",
    training="훈련에 필요한 메모리(미니배치 크기 {batch})",
    start_script="네트워크를 직접 바꿔 보기",
    title="자원 계산기",
    hint=(
        "숫자를 바꾸면 모든 값이 바로 다시 계산됩니다. 네트워크가 페이지 주소에 담기므로, 그 "
        "주소를 즐겨찾기에 넣거나 공유할 수 있습니다."
    ),
    yours="내 네트워크",
    start="시작할 네트워크",
    reset="처음으로 되돌리기",
    input="입력",
    channels="채널",
    size="높이와 너비",
    batch="미니배치 크기",
    stage="레이어 {number}: {kind}",
    block="블록",
    max_pooling="최대 풀링",
    average_pooling="평균 풀링",
    dropout="드롭아웃",
    head="헤드",
    window="윈도우",
    stride="스트라이드",
    padding="패딩",
    pointwise="뒤따르는 1×1",
    percent="비율(%)",
    global_pooling="전역 평균 풀링",
    dense="완전 연결 레이어",
    units="레이어 {number}의 출력 수",
    output="출력",
    short_work="곱셈-누산",
    kept="훈련 중 보관",
    pair="입력과 출력",
    up="위로 옮기기",
    down="아래로 옮기기",
    duplicate="복제",
    remove="삭제",
    add="추가",
    add_dense="레이어 추가",
    remove_dense="레이어 삭제",
    comparison="비교",
    every_layer="레이어별 자원(미니배치 하나 기준)",
    layer="레이어",
    convolution="합성곱 {window}×{window}",
    relu="ReLU",
    flattening="평탄화",
    dense_layer="완전 연결",
    global_layer="전역 평균 풀링",
    total="합계",
    window_error="레이어 {number}: 윈도우가 패딩을 더한 입력보다 큽니다.",
    padding_error="레이어 {number}: 패딩이 윈도우의 절반보다 큽니다.",
    number_error="{least}부터 {most}까지의 정수를 입력하십시오.",
    unfit="맞지 않음",
    status=(
        "내 네트워크: 파라미터 {parameters}개, 이미지당 곱셈-누산 {work}번, "
        "메모리는 예측할 때 {prediction}, 훈련할 때 {training}."
    ),
)
WORDS: Mapping[str, CalculatorWords] = {"en": ENGLISH, "ko": KOREAN}
