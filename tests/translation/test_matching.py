import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.translation.matching import match


def unlike(_: int, __: int) -> float:
    return 0.0


@pytest.mark.parametrize(
    ("left", "right", "same", "moved"),
    [
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)], []),
        ("abcd", "bcad", [(1, 0), (2, 1), (3, 3)], [(0, 2)]),
        ("abc", "acx", [(0, 0), (2, 1)], []),
    ],
    ids=["equal", "changed place", "gone and new"],
)
def test_what_is_equal_is_the_same_or_moved(
    left: str, right: str, same: list[tuple[int, int]], moved: list[tuple[int, int]]
) -> None:
    found = match(left, right, unlike)
    assert (found.same, found.moved, found.like) == (same, moved, [])


def test_what_is_alike_is_paired_between_the_same_neighbours_only() -> None:
    found = match("a1b2c", "axbyc", lambda i, j: 1.0)
    assert found.like == [(1, 1), (3, 3)]
    assert match("ab1", "2ab", lambda i, j: 1.0).like == []


def test_the_most_alike_are_paired() -> None:
    likeness = {(1, 1): 0.1, (1, 2): 0.9}
    found = match("a1b", "axyb", lambda i, j: likeness[i, j])
    assert found.like == [(1, 2)]


WORDS = st.lists(st.sampled_from("abcdef"), max_size=12)


@given(WORDS, WORDS)
def test_nothing_is_paired_twice_and_no_equal_is_left(left: list[str], right: list[str]) -> None:
    found = match(left, right, lambda i, j: 0.5)
    assert all(left[i] == right[j] for i, j in found.same + found.moved)
    assert found.same == sorted(found.same)
    assert [j for _, j in found.same] == sorted(j for _, j in found.same)
    pairs = found.same + found.moved + found.like
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    rest_left = {key for i, key in enumerate(left) if i not in {i for i, _ in pairs}}
    rest_right = {key for j, key in enumerate(right) if j not in {j for _, j in pairs}}
    assert not rest_left & rest_right


@given(WORDS, WORDS)
def test_no_longer_common_sequence_exists(left: list[str], right: list[str]) -> None:
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
            )
    assert len(match(left, right, unlike).same) == table[-1][-1]
