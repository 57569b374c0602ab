"""What the live network says, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class LiveWords:
    """Words of the live network in one language.

    Attributes are texts for readers; those with braces are templates. The first ones are in the
    page, those from ``image`` on come with the network.
    """

    title: str = "The trained network"
    needs_script: str = "The network runs here once JavaScript is turned on."
    start: str = "Load the network ({megabytes} MB)"
    private: str = "Everything is computed in your browser. No image leaves it."
    from_file: str = (
        "Browsers don't let a page that was opened from a file load the network. Open the book "
        "from a server to run it: in the book's folder, ./d2lbook serve starts one on your "
        "computer."
    )
    loading: str = "Loading the network: {percent}%"
    starting: str = "Starting the network"
    failed: str = "The network could not be loaded: {reason}"
    image: str = "Image"
    images: str = "Test images that the training has not seen"
    image_name: str = "Image {index}: {label}"
    draw: str = "Draw"
    open: str = "Open a picture"
    drop: str = "You can also drop a picture here."
    drawing: str = (
        "Drawing area. Draw with the pointer. Or move with the arrow keys, and press the space "
        "bar to put the pen down or lift it."
    )
    clear: str = "Clear"
    invert: str = "Invert, for dark things on a bright ground"
    no_picture: str = "This file is not a picture that the browser can read."
    own: str = "Your picture"
    motion: str = "Move and turn"
    right: str = "Right"
    down: str = "Down"
    turn: str = "Turn"
    pixels: str = "{value} px"
    degrees: str = "{value}°"
    reset: str = "Back to the start"
    smooth: str = "Smooth between the cells"
    over: str = "{picture} with the map of “{label}” over it"
    result: str = "Map, average and probability of each class"
    map: str = "Map over the image"
    label: str = "Class"
    logit: str = "Average (logit)"
    unmoved: str = "Not moved"
    probability: str = "Probability"
    show_map: str = "Show the map of “{label}”"
    likeliest: str = "Most likely: {label}, {percent}"
    no_evidence: str = "All logits are 0: the network sees no evidence for any class."
    signed: str = "Orange: above 0. Blue: below 0. Both count in the average."
    hint: str = (
        "The average of a map is its class's logit. It does not depend on where in the map the "
        "values are. From one cell to the next, the window of the whole network moves by {step} "
        "pixels. So if you move the image by {step} pixels, the maps move by one cell and the "
        "averages stay. They change only by what happens at the edges, where a part of the "
        "object may leave the picture and padding comes into the windows."
    )
    accuracy: str = "Validation accuracy of this network: {accuracy}."
    time: str = "One pass took {milliseconds} ms in this browser."
    compare_dense: str = "Compare with the dense layer ({megabytes} MB)"
    compare_averaging: str = "Compare with averaging ({megabytes} MB)"
    averaging: str = "Averaging"
    dense: str = "Dense layer"
    compared: str = "Logit and probability of each class, by head"
    score: str = "Logit"
    head_likeliest: str = "{head}: most likely {label}, {percent}."
    head_unmoved: str = "Not moved: {label}, {percent}."
    mark: str = "The mark at a bar is the probability before you moved the image."
    dense_hint: str = (
        "The dense layer weights each of the {cells} cells of each map on its own, so a map that "
        "moves by one cell meets other weights. Its maps are no class activation maps: each logit "
        "is a weighted sum over all {maps} maps. So only its logits and probabilities stand here."
    )
    validation: str = "Validation accuracy"
    count: str = "Move all {count} test images like this"
    right_of: str = "{head}: {right} of {count} right."
    maps: str = "Feature maps of each block"
    block: str = "Block"
    block_name: str = "Block {number}: {count} maps of {height} × {width}"
    maps_drawn: str = "{count} feature maps of block {number}"
    no_positive: str = (
        "Each map is drawn from black, which is 0 or less, to white, its own largest value. "
        "Maps that are nowhere positive: {silent} of {count}."
    )
    silent: str = (
        "Each map is drawn from black, which is 0, to white, its own largest value. "
        "Maps that are 0 everywhere: {silent} of {count}."
    )
    classes: tuple[str, ...] = (
        "T-shirt",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    )


ENGLISH = LiveWords()
KOREAN = LiveWords(
    title="훈련한 네트워크",
    needs_script="JavaScript를 켜면 여기에서 네트워크를 실행할 수 있습니다.",
    start="네트워크 불러오기({megabytes} MB)",
    private="계산은 모두 브라우저 안에서 이루어지며, 이미지는 밖으로 나가지 않습니다.",
    from_file=(
        "파일에서 바로 연 페이지에서는 브라우저가 네트워크를 불러오지 못하게 막습니다. "
        "네트워크를 실행하려면 서버를 통해 책을 여십시오. 책 폴더에서 ./d2lbook serve를 실행하면 "
        "사용하는 컴퓨터에서 서버가 시작됩니다."
    ),
    loading="네트워크를 불러오는 중: {percent}%",
    starting="네트워크를 준비하는 중",
    failed="네트워크를 불러오지 못했습니다: {reason}",
    image="이미지",
    images="훈련에 쓰이지 않은 테스트 이미지",
    image_name="이미지 {index}: {label}",
    draw="그리기",
    open="그림 파일 열기",
    drop="그림 파일을 여기에 끌어다 놓아도 됩니다.",
    drawing=(
        "그리기 영역입니다. 포인터로 그리십시오. 또는 화살표 키로 움직이고, 스페이스 바를 눌러 "
        "펜을 내리거나 올리십시오."
    ),
    clear="지우기",
    invert="반전(밝은 바탕에 어두운 물체가 있을 때)",
    no_picture="브라우저가 읽을 수 있는 그림 파일이 아닙니다.",
    own="내 그림",
    motion="옮기고 돌리기",
    right="오른쪽으로",
    down="아래로",
    turn="돌리기",
    pixels="{value}픽셀",
    degrees="{value}°",
    reset="처음 위치로",
    smooth="칸 사이를 부드럽게 표시",
    over="{picture}, 그 위에 겹친 ‘{label}’의 맵",
    result="클래스별 맵, 평균, 확률",
    map="이미지 위의 맵",
    label="클래스",
    logit="평균(로짓)",
    unmoved="옮기기 전",
    probability="확률",
    show_map="‘{label}’의 맵 보기",
    likeliest="가장 유력한 클래스: {label}, {percent}",
    no_evidence="모든 로짓이 0입니다. 네트워크는 어느 클래스의 증거도 찾지 못했습니다.",
    signed="주황색은 0보다 큰 값, 파란색은 0보다 작은 값입니다. 평균에는 둘 다 들어갑니다.",
    hint=(
        "맵의 평균이 그 클래스의 로짓입니다. 값이 맵의 어디에 있든 평균은 같습니다. 맵에서 한 칸을 "
        "옮겨 가면 네트워크 전체의 윈도우는 {step}픽셀 움직입니다. 그래서 이미지를 {step}픽셀 "
        "옮기면 맵은 한 칸 움직이고 평균은 그대로입니다. 평균이 달라진다면 가장자리에서 일어나는 "
        "일 때문입니다. 가장자리에서는 물체의 일부가 그림 밖으로 나가거나 윈도우에 패딩이 들어올 "
        "수 있습니다."
    ),
    accuracy="이 네트워크의 검증 정확도: {accuracy}.",
    time="이 브라우저에서 한 번 계산하는 데 {milliseconds} ms가 걸렸습니다.",
    compare_dense="완전 연결 레이어와 비교하기({megabytes} MB)",
    compare_averaging="전역 평균 풀링과 비교하기({megabytes} MB)",
    averaging="전역 평균 풀링",
    dense="완전 연결 레이어",
    compared="헤드와 클래스별 로짓과 확률",
    score="로짓",
    head_likeliest="{head}: 가장 유력한 클래스는 {label}, {percent}.",
    head_unmoved="옮기기 전: {label}, {percent}.",
    mark="막대의 눈금은 이미지를 옮기기 전의 확률입니다.",
    dense_hint=(
        "완전 연결 레이어는 맵마다 {cells}개의 칸에 서로 다른 가중치를 줍니다. 그래서 맵이 한 칸 "
        "움직이면 값들이 다른 가중치와 곱해집니다. 이 네트워크의 맵은 클래스 활성화 맵이 아닙니다. "
        "로짓 하나하나가 맵 {maps}개 전체의 가중합이기 때문입니다. 그래서 여기에는 로짓과 확률만 "
        "보입니다."
    ),
    validation="검증 정확도",
    count="테스트 이미지 {count}장을 모두 이렇게 움직여 보기",
    right_of="{head}: {count}장 가운데 {right}장 정답.",
    maps="블록별 특징 맵",
    block="블록",
    block_name="블록 {number}: {height} × {width} 맵 {count}개",
    maps_drawn="블록 {number}의 특징 맵 {count}개",
    no_positive=(
        "맵마다 0 이하는 검은색으로, 그 맵의 가장 큰 값은 흰색으로 그렸습니다. "
        "양수가 하나도 없는 맵: {count}개 가운데 {silent}개."
    ),
    silent=(
        "맵마다 0은 검은색으로, 그 맵의 가장 큰 값은 흰색으로 그렸습니다. "
        "모든 위치에서 0인 맵: {count}개 가운데 {silent}개."
    ),
    classes=(
        "티셔츠",
        "바지",
        "풀오버",
        "드레스",
        "코트",
        "샌들",
        "셔츠",
        "스니커즈",
        "가방",
        "앵클부츠",
    ),
)

IN_PAGE = ("title", "start", "private", "from_file", "loading", "starting", "failed")
"""What the page's own script says before the network has come."""
WORDS: Mapping[str, LiveWords] = {"en": ENGLISH, "ko": KOREAN}
