"""Pairs the items of two sequences that are versions of each other."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

Likeness = Callable[[int, int], float]


@dataclass(frozen=True)
class Matching:
    """The pairs of two sequences, by index."""

    same: list[tuple[int, int]]  # equal keys, in the same order on both sides
    moved: list[tuple[int, int]]  # equal keys that stand elsewhere on the other side
    like: list[tuple[int, int]]  # between two neighbouring pairs of `same`


def match(left: Sequence[Hashable], right: Sequence[Hashable], likeness: Likeness) -> Matching:
    """Pair the items of two sequences by their keys.

    What is left between these pairs is paired by ``likeness``, which tells of two indices how alike
    the items are: not at all, unless it is above 0.
    """
    same = _longest_common(left, right)
    taken_left, taken_right = {i for i, _ in same}, {j for _, j in same}
    elsewhere: dict[Hashable, list[int]] = defaultdict(list)
    for j, key in enumerate(right):
        if j not in taken_right:
            elsewhere[key].append(j)
    moved = [
        (i, elsewhere[key].pop(0))
        for i, key in enumerate(left)
        if i not in taken_left and elsewhere.get(key)
    ]
    taken_left |= {i for i, _ in moved}
    taken_right |= {j for _, j in moved}
    gaps: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i in range(len(left)):
        if i not in taken_left:
            gaps[bisect_left(same, (i, 0))][0].append(i)
    ends = [j for _, j in same]
    for j in range(len(right)):
        if j not in taken_right:
            gaps[bisect_left(ends, j)][1].append(j)
    like = [pair for lefts, rights in gaps.values() for pair in _best_path(lefts, rights, likeness)]
    return Matching(same, moved, like)


def _longest_common(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[tuple[int, int]]:
    """The longest common subsequence; what both begin and end with costs no search."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    end_left, end_right = len(left), len(right)
    while end_left > head and end_right > head and left[end_left - 1] == right[end_right - 1]:
        end_left, end_right = end_left - 1, end_right - 1
    common = set(left[head:end_left]) & set(right[head:end_right])
    rows = [i for i in range(head, end_left) if left[i] in common]
    columns = [j for j in range(head, end_right) if right[j] in common]
    middle = _best_path(rows, columns, lambda i, j: float(left[i] == right[j]))
    tail = zip(range(end_left, len(left)), range(end_right, len(right)), strict=True)
    return [*((n, n) for n in range(head)), *middle, *tail]


def _best_path(
    rows: Sequence[int], columns: Sequence[int], weight: Likeness
) -> list[tuple[int, int]]:
    """The pairs in the same order on both sides whose weights have the largest sum."""
    weights = [[weight(i, j) for j in columns] for i in rows]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for r in range(len(rows) - 1, -1, -1):
        for c in range(len(columns) - 1, -1, -1):
            taken = weights[r][c] + best[r + 1][c + 1] if weights[r][c] > 0 else 0.0
            best[r][c] = max(taken, best[r + 1][c], best[r][c + 1])
    pairs = []
    r = c = 0
    while r < len(rows) and c < len(columns):
        if weights[r][c] > 0 and best[r][c] == weights[r][c] + best[r + 1][c + 1]:
            pairs.append((rows[r], columns[c]))
            r, c = r + 1, c + 1
        elif best[r][c] == best[r + 1][c]:
            r += 1
        else:
            c += 1
    return pairs
