"""A nested structure of arrays and plain values as the bytes of one safetensors file."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

Tree = Any
_ARRAY = "$array"
_STRUCTURE = "ninbook.structure"
_DIGEST = "ninbook.sha256"
_INTEGERS = {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
_DTYPES = {"bool", "float16", "float32", "float64", "complex64", *_INTEGERS}


class DamagedCheckpointError(ValueError):
    """The bytes are not what was written."""


def pack(tree: Tree) -> bytes:
    """Return a structure as the content of a safetensors file.

    Args:
        tree: dicts with string keys, lists, NumPy arrays, strings, numbers, booleans and None.
            Tuples come back as lists.

    Raises:
        TypeError: the structure holds something else.
    """
    from safetensors.numpy import save

    arrays: dict[str, np.ndarray] = {}
    structure = json.dumps(_take_out(tree, "", arrays))
    metadata = {_STRUCTURE: structure, _DIGEST: _digest(structure, arrays)}
    return bytes(save(arrays, metadata))


def unpack(content: bytes) -> Tree:
    """Return the structure that `pack` was given.

    Raises:
        DamagedCheckpointError: it is no such file, is cut off, or a bit of it has changed.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        metadata = header["__metadata__"]
        structure = metadata[_STRUCTURE]
        if metadata[_DIGEST] != _digest(structure, arrays):
            raise DamagedCheckpointError("its content doesn't have the digest in it")
        return _put_back(json.loads(structure), arrays)
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DamagedCheckpointError(str(error)) from error


def _digest(structure: str, arrays: dict[str, np.ndarray]) -> str:
    digest = hashlib.sha256(structure.encode())
    for name in sorted(arrays):
        array = arrays[name]
        digest.update(f"{name} {array.dtype} {array.shape}\0".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _take_out(tree: Tree, path: str, arrays: dict[str, np.ndarray]) -> Tree:
    if isinstance(tree, dict):
        if not all(isinstance(key, str) for key in tree) or _ARRAY in tree:
            raise TypeError(f"{path or 'the structure'} has a key that can't be kept")
        # A slash in a key must not make the path of another array.
        names = {key: key.replace("~", "~0").replace("/", "~1") for key in tree}
        return {
            key: _take_out(value, f"{path}/{names[key]}", arrays) for key, value in tree.items()
        }
    if isinstance(tree, list | tuple):
        return [_take_out(value, f"{path}/{index}", arrays) for index, value in enumerate(tree)]
    if isinstance(tree, np.ndarray | np.generic):
        if tree.dtype.name not in _DTYPES:
            raise TypeError(f"{path} is an array of {tree.dtype}, which can't be kept")
        # safetensors writes memory as it lies, and ascontiguousarray would add an axis to a number.
        arrays[path] = np.array(tree, tree.dtype.newbyteorder("<"), order="C")
        return {_ARRAY: path}
    if tree is None or isinstance(tree, str | int | float | bool):
        return tree
    raise TypeError(f"{path} is a {type(tree).__name__}, which can't be kept")


def _put_back(tree: Tree, arrays: dict[str, np.ndarray]) -> Tree:
    if isinstance(tree, dict):
        if _ARRAY in tree:
            return arrays[tree[_ARRAY]]
        return {key: _put_back(value, arrays) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_put_back(value, arrays) for value in tree]
    return tree
