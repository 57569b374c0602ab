"""What notebooks for other machines say of themselves, in the languages of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class NotebookWords:
    """Words of one language.

    Attributes are texts for readers; those with braces are templates for `str.format`.
    """

    before: str = "Before you begin"
    colab: str = (
        "This notebook brings all that it needs. Run its cells in their order "
        "(*Runtime → Run all*). The first one is folded. It installs `d2l` without its stale "
        "pins, and it holds the source of the mends that make `d2l` work with current releases."
    )
    sagemaker: str = (
        "This notebook brings all that it needs, but Python 3.11 or newer. In Studio Lab, open a "
        "terminal, run `conda create --yes --name d2l python=3.12 ipykernel`, and choose the "
        "kernel of `d2l`. Then run the cells in their order. The first one is folded. It installs "
        "what is missing, `d2l` without its stale pins, and it holds the source of the mends that "
        "make `d2l` work with current releases."
    )
    jupyter: str = (
        "The first code cell is folded. It installs what is missing, if anything is, and it holds "
        "the source of the mends that make `d2l` work with current releases."
    )
    package: str = (
        "The folders hold the notebooks of one framework each. Choose a folder and install what "
        "its notebooks need into an environment with Python 3.11 or newer:"
    )
    package_offline: str = (
        "After that, the only thing fetched from the internet is the data set, once."
    )
    gpu: str = "The settings of the notebook ask Colab for a GPU (*Runtime → Change runtime type*)."
    no_gpu: str = (
        "{framework}'s release on PyPI is built without CUDA, so this notebook runs on the CPU, in "
        "Colab too."
    )
    switch: str = (
        "The cell after it chooses how long the training is: `full` as the code says, or `quick` "
        "with {train} minibatches per epoch, to see that everything runs. The code of the page "
        "stays as it is."
    )
    automatic: str = "`auto` means `full` on a GPU and `quick` on a CPU."
    run: str = "Run"
    took: str = "Whole page took"
    device: str = "On"
    full: str = "`full`"
    quick: str = "`quick`"
    not_measured: str = "not measured yet"
    setup_title: str = "Set-up: d2l, and mends for current releases"
    switch_title: str = "How long is the training?"
    in_full: str = "Trainings run in full."
    cut_short: str = "Trainings are cut short: {train} minibatches per epoch."
    too_old: str = "This notebook needs Python 3.11 or newer, and this is {version}."
    not_installed: str = "pip could not install {packages}. Is there a connection to the internet?"
    comment_packages: str = "What a module is installed with, if it isn't there."
    comment_pins: str = "Their own requirements are stale, so pip must not heed them."
    comment_files: str = "Files of the book's package ninbook, word for word: what d2l needs today."
    comment_force: str = "In force from here on, before any framework is imported."
    open_colab: str = "Opens in Jupyter, and in Colab with File → Upload notebook."


ENGLISH = NotebookWords()
_WORDS: Mapping[str, NotebookWords] = {
    "en": ENGLISH,
    "ko": NotebookWords(
        before="시작하기 전에",
        colab=(
            "이 노트북에는 필요한 것이 모두 들어 있습니다. 셀을 차례대로 실행하십시오"
            "(*런타임 → 모두 실행*). 접혀 있는 첫 코드 셀은 `d2l`을 설치하되, `d2l`이 요구하는 "
            "오래된 버전은 설치하지 않습니다. 이 셀에는 `d2l`이 최신 버전의 프레임워크에서 "
            "작동하도록 고치는 소스 코드도 들어 있습니다."
        ),
        sagemaker=(
            "이 노트북에는 Python 3.11 이상만 빼고 필요한 것이 모두 들어 있습니다. Studio "
            "Lab에서는 터미널을 열어 `conda create --yes --name d2l python=3.12 ipykernel`을 "
            "실행한 뒤 `d2l` 커널을 고르십시오. 그다음 셀을 차례대로 실행하십시오. 접혀 있는 첫 "
            "코드 셀은 빠진 패키지와 `d2l`을 설치하되, `d2l`이 요구하는 오래된 버전은 설치하지 "
            "않습니다. 이 셀에는 `d2l`이 최신 버전의 프레임워크에서 작동하도록 고치는 소스 코드도 "
            "들어 있습니다."
        ),
        jupyter=(
            "접혀 있는 첫 코드 셀은 빠진 패키지가 있으면 설치합니다. 이 셀에는 `d2l`이 최신 버전의 "
            "프레임워크에서 작동하도록 고치는 소스 코드도 들어 있습니다."
        ),
        package=(
            "폴더마다 한 프레임워크의 노트북이 들어 있습니다. 폴더를 하나 고르고, 그 노트북에 "
            "필요한 것을 다음과 같이 Python 3.11 이상의 환경에 설치하십시오."
        ),
        package_offline="그 뒤에 인터넷에서 받는 것은 데이터셋뿐이며, 한 번만 받습니다.",
        gpu=(
            "이 노트북은 Colab에 GPU를 요청하도록 설정되어 있습니다(*런타임 → 런타임 유형 변경*)."
        ),
        no_gpu=(
            "PyPI에 올라온 {framework} 패키지는 CUDA 없이 빌드되어 있으므로, 이 노트북은 "
            "Colab에서도 CPU로 실행됩니다."
        ),
        switch=(
            "그다음 셀에서는 훈련을 얼마나 오래 할지 고릅니다. `full`은 코드에 적힌 대로 끝까지 "
            "훈련합니다. `quick`은 모두 잘 실행되는지만 보도록 에폭마다 미니배치 {train}개만 "
            "씁니다. 어느 쪽을 골라도 페이지의 코드는 바뀌지 않습니다."
        ),
        automatic="`auto`는 GPU에서는 `full`, CPU에서는 `quick`입니다.",
        run="실행",
        took="페이지 전체에 걸린 시간",
        device="장치",
        not_measured="아직 측정하지 않음",
        setup_title="준비: d2l 설치와 최신 버전에 맞춘 수정",
        switch_title="훈련 길이 고르기",
        in_full="코드에 적힌 대로 끝까지 훈련합니다.",
        cut_short="훈련을 줄입니다. 에폭마다 미니배치 {train}개만 씁니다.",
        too_old="이 노트북에는 Python 3.11 이상이 필요합니다. 지금 버전은 {version}입니다.",
        not_installed="pip로 설치하지 못한 패키지: {packages}. 인터넷 연결을 확인하십시오.",
        comment_packages="모듈이 없을 때 설치할 패키지입니다.",
        comment_pins="이 패키지들이 요구하는 버전은 오래되었으므로 pip가 따르지 않게 합니다.",
        comment_files="이 책의 패키지 ninbook에서 지금의 d2l에 필요한 파일을 그대로 옮겼습니다.",
        comment_force="여기서부터 적용됩니다. 프레임워크를 불러오기 전에 실행해야 합니다.",
        open_colab="Jupyter에서 열거나, Colab에서 파일 → 노트북 업로드로 여십시오.",
    ),
}


def notebook_words_of(language: str) -> NotebookWords:
    """Return the words of a language, English ones for a language that has none yet.

    Args:
        language: as in BCP 47.
    """
    return _WORDS.get(language.partition("-")[0], ENGLISH)
