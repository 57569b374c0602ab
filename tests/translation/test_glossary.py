import re
from pathlib import Path

import pytest

from ninbook.files.text import PageError
from ninbook.translation.blocks import cut
from ninbook.translation.glossary import Glossary, read_glossary


def breaches(english: str, korean: str, glossary: Glossary | None = None) -> list[tuple]:
    glossary = glossary or read_glossary(Path("nowhere"), "ko")
    (left,), (right,) = cut(english).blocks, cut(korean).blocks
    return [(b.offset, b.found, b.translation) for b in glossary.breaches(left, right)]


@pytest.mark.parametrize(
    ("korean", "found", "translation"),
    [
        ("아홉 블록", "아홉 블록", "NiN 블록"),
        ("이 아홉블록은", "아홉블록", "NiN 블록"),
        ("이 아홉\n블록은", "아홉 블록", "NiN 블록"),
        ("나인 블록", "나인 블록", "NiN 블록"),
        ("컨볼루션", "컨볼루션", "합성곱"),
        ("매개변수", "매개변수", "파라미터"),
        ("매개 변수", "매개 변수", "파라미터"),
        ("모수의 수", "모수", "파라미터"),
        ("완전 연결 층", "완전 연결 층", "레이어"),
        ("완전 연결 계층", "완전 연결 계층", "레이어"),
        ("두 계층", "계층", "레이어"),
        ("학습율", "학습율", "학습률"),
        ("옵티마이저", "옵티마이저", "최적화기"),
        ("드랍아웃", "드랍아웃", "드롭아웃"),
        ("라벨", "라벨", "레이블"),
        ("맥스 풀링", "맥스 풀링", "최대 풀링"),
        ("그래디언트", "그래디언트", "기울기"),
        ("미니 배치", "미니 배치", "미니배치"),
    ],
)
def test_forms_to_avoid_are_found(korean: str, found: str, translation: str) -> None:
    assert (found, translation) in [b[1:] for b in breaches("Words.", korean)]


@pytest.mark.parametrize(
    "korean", ["다층 퍼셉트론", "계층적", "합성곱", "완전 연결 레이어", "`라벨`", "드롭아웃", "층"]
)
def test_right_words_and_code_are_not(korean: str) -> None:
    assert breaches("Words.", korean) == []


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("A NiN block.", "NiN 블록."),
        ("NiN\nBlocks", "NiN\n블록"),
        ("A $1\\times1$ convolution.", "$1\\times1$ 합성곱."),
        ("Three $1\\times1$\nconvolutions.", "$1\\times1$\n합성곱 셋."),
        ("Global average\npooling", "전역 평균 풀링"),
        ("max-pooling", "최대 풀링"),
        ("fully connected layers", "완전 연결\n레이어"),
        ("strides", "스트라이드"),
        ("padding", "패딩"),
        ("Dropout", "드롭아웃"),
        ("logits", "로짓"),
        ("learning rate", "학습률"),
        ("accuracy", "정확도"),
        ("overfits", "과적합"),
        ("It can overfit", "과적합"),
        ("He's initialisation", "He 초기화"),
        ("Xavier initialisation", "Xavier 초기화"),
        ("gradients", "기울기"),
        ("minibatches", "미니배치"),
    ],
)
def test_terms_have_their_translation(english: str, korean: str) -> None:
    assert breaches(english, korean) == []
    ((offset, found, _),) = breaches(english, "다른 말")
    assert (offset, found in " ".join(english.split())) == (0, True)


@pytest.mark.parametrize(
    "english",
    [
        "`padding`",
        "An inaccuracy.",
        "[Text](dropout.html)",
        ":numref:`stride`",
        "NiN",
        "gradient\ndescent",
    ],
)
def test_what_is_no_term_needs_none(english: str) -> None:
    assert breaches(english, "말") == []


def test_the_line_of_a_form_is_known() -> None:
    assert breaches("Words.", "말\n말 `코드\n코드` 라벨") == [(2, "라벨", "레이블")]


def test_another_language_needs_no_table(tmp_path: Path) -> None:
    assert read_glossary(tmp_path, "de") == Glossary()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("rule\tform\ttranslation\nterm\tlayer\tk\xe9".encode("latin-1"), ":2: not valid UTF-8"),
        ("rule\tform\ttranslation\nterm\tlayer\tSchicht".encode("utf-16"), ":1: not valid UTF-8"),
        (b"rule\tform\ttranslation\nterm\ta{99999999999}\tb", ":2: 'a{99999999999}' is no pattern"),
    ],
)
def test_a_table_that_cannot_be_read_is_named(table: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "glossary.de.tsv").write_bytes(table)
    with pytest.raises(PageError, match=f"^glossary.de.tsv{re.escape(message)}"):
        read_glossary(tmp_path, "de")


def test_a_table_may_begin_with_a_mark(tmp_path: Path) -> None:
    table = "\ufeffrule\tform\ttranslation\r\navoid\tA\tB\r\n"
    (tmp_path / "glossary.de.tsv").write_bytes(table.encode())
    (rule,) = read_glossary(tmp_path, "de").rules
    assert (rule.is_term, rule.translation) == (False, "B")


def test_a_book_may_have_a_table_of_its_own(tmp_path: Path) -> None:
    table = "rule\tform\ttranslation\tnote\navoid\tDropOut\tDropout\nterm\tlayers?\tSchicht\tyes\n"
    (tmp_path / "glossary.de.tsv").write_text(table)
    glossary = read_glossary(tmp_path, "de")
    assert breaches("A layer.", "Ein DropOut.", glossary) == [
        (0, "DropOut", "Dropout"),
        (0, "layer", "Schicht"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("avoid\tx", "needs rule"),
        ("never\tx\ty", "needs rule"),
        ("term\t(\ty", "'\\(' is no pattern"),
    ],
)
def test_rows_that_make_no_sense_are_named(row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "glossary.de.tsv").write_text(f"rule\tform\ttranslation\tnote\n{row}\n")
    with pytest.raises(match=f"^glossary.de.tsv:2: {message}"):
        read_glossary(tmp_path, "de")
