import hashlib
import json
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from safetensors.numpy import save

from ninbook.checkpoints.tree import DamagedCheckpointError, pack, unpack

DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64"

dtypes = st.sampled_from(DTYPES.split()).map(np.dtype)
shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)
arrays = hnp.arrays(dtypes, shapes)
views = st.builds(lambda array: array.T[..., ::-1] if array.ndim else array, arrays)
scalars = dtypes.flatmap(hnp.from_dtype)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
keys = st.text(st.characters(exclude_characters="/$", exclude_categories=["Cs"]), max_size=3)
trees = st.recursive(
    plain | arrays | views | scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=8,
)


def described(tree: Any) -> Any:
    """Describes a structure by values that compare equal only if all bits of it are the same."""
    if isinstance(tree, np.ndarray | np.generic):
        return "array", str(tree.dtype), tree.shape, tree.tobytes()
    if isinstance(tree, dict):
        return "dict", [(key, described(value)) for key, value in tree.items()]
    if isinstance(tree, list | tuple):
        return "list", [described(value) for value in tree]
    return type(tree).__name__, repr(tree)


EXAMPLE = {
    "epoch": 3,
    "share": 0.1,
    "order": {"python": [3, np.arange(4, dtype=np.uint32), None], "framework": None},
    "training": [np.eye(2, dtype=np.float32), np.array(7), np.zeros((0, 5), np.float16)],
    "devices": ["CPU"],
}


@given(trees)
def test_comes_back_with_all_its_bits(tree: Any) -> None:
    assert described(unpack(pack(tree))) == described(tree)


@pytest.mark.parametrize(
    "tree", [None, True, 0, -0.0, float("nan"), "", [], {}, 2**70, np.array(1.5), np.zeros((0, 3))]
)
def test_the_smallest_structures(tree: Any) -> None:
    assert described(unpack(pack(tree))) == described(tree)


def test_tuples_come_back_as_lists() -> None:
    assert unpack(pack((1, (2, [3])))) == [1, [2, [3]]]


def test_arrays_that_come_back_can_be_changed() -> None:
    array = unpack(pack(np.zeros(3)))
    array += 1
    assert array.tolist() == [1, 1, 1]


def test_packing_leaves_the_structure_alone() -> None:
    array = np.arange(6.0).reshape(2, 3).T
    before = described({"a": (array,)})
    tree = {"a": (array,)}
    pack(tree)
    assert described(tree) == before
    assert tree["a"][0] is array


def test_every_flipped_bit_is_noticed() -> None:
    content = pack(EXAMPLE)
    for bit in range(8 * len(content)):
        assert_noticed(flipped(content, bit), EXAMPLE)


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def assert_noticed(content: bytes, tree: Any) -> None:
    try:
        found = unpack(content)
    except DamagedCheckpointError:
        return
    assert described(found) == described(tree)  # one space for another in the header


def test_every_cut_is_noticed() -> None:
    content = pack(EXAMPLE)
    for length in range(len(content)):
        with pytest.raises(DamagedCheckpointError):
            unpack(content[:length])


@given(st.binary(min_size=1, max_size=9))
def test_what_is_appended_is_noticed(more: bytes) -> None:
    with pytest.raises(DamagedCheckpointError):
        unpack(pack(EXAMPLE) + more)


@given(st.binary(max_size=200))
def test_other_bytes_are_damage(content: bytes) -> None:
    with pytest.raises(DamagedCheckpointError):
        unpack(content)


def metadata(structure: str, digest: str | None = None) -> dict[str, str]:
    digest = digest or hashlib.sha256(structure.encode()).hexdigest()
    return {"ninbook.structure": structure, "ninbook.sha256": digest}


@pytest.mark.parametrize(
    "told",
    [
        None,
        {"format": "pt"},
        {"ninbook.structure": "1"},
        metadata("1", "0" * 64),
        metadata(json.dumps({"$array": "/gone"})),
        metadata("not JSON"),
        metadata(json.dumps({"$array": ["/a"]})),
        metadata("[" * 9999 + "]" * 9999),
    ],
)
def test_a_file_that_pack_did_not_write_is_damage(told: dict[str, str] | None) -> None:
    with pytest.raises(DamagedCheckpointError):
        unpack(save({}, told))


def test_a_true_digest_of_a_hand_made_file_is_accepted() -> None:
    assert unpack(save({}, metadata("[1]"))) == [1]  # so that the cases above fail for their reason


@pytest.mark.parametrize(
    "value", [b"bytes", {1, 2}, 1j, object(), len, range(3), iter(()), np.float64, np.dtype("f4")]
)
@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: {"a": [np.ones(2), value]}])
def test_other_values_are_refused(value: Any, wrap: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="which can't be kept"):
        pack(wrap(value))


@pytest.mark.parametrize(
    "tree", [{1: 2}, {None: 2}, {"a": {(): 2}}, {"$array": "x"}, [{"a": 1, "$array": 2}]]
)
def test_other_keys_are_refused(tree: Any) -> None:
    with pytest.raises(TypeError, match="has a key that can't be kept"):
        pack(tree)


def test_a_refusal_names_the_place() -> None:
    with pytest.raises(TypeError, match=r"^/training/1/x is a set, which can't be kept$"):
        pack({"training": [0, {"x": {1}}]})


@pytest.mark.parametrize(
    "array",
    [
        np.array(["text"]),
        np.str_("text"),
        np.array([object()]),
        np.zeros(2, np.complex128),
        np.zeros(2, np.longdouble),
        np.zeros(2, "datetime64[s]"),
        np.zeros(2, [("a", np.int64)]),
        np.zeros(2, ml_dtypes.bfloat16),
        np.zeros(2, ml_dtypes.float8_e4m3fn),
    ],
    ids=lambda array: str(array.dtype),
)
def test_arrays_of_other_types_come_back_or_are_refused(array: Any) -> None:
    try:
        content = pack({"a": array})
    except TypeError:
        return
    assert described(unpack(content)) == described({"a": array})


def test_the_order_of_bytes_in_memory_does_not_matter() -> None:
    for name in (">f4", ">i8", "<u2", ">c8"):
        array = np.arange(3).astype(name)
        assert np.array_equal(unpack(pack(array)), array)


def test_keys_with_slashes_do_not_meet() -> None:
    tree = {"a": {"b": np.zeros(1)}, "a/b": np.ones(1)}
    assert described(unpack(pack(tree))) == described(tree)
