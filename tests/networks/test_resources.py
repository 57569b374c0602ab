import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninbook.networks.layers import Dropout, Pooling
from ninbook.networks.network import Block, Network, Stage
from ninbook.networks.presets import PRESETS
from ninbook.networks.resources import NetworkError, resources_of

SMALL = Network(3, 8, [Block(4, 3, 1, 1, 1), Pooling(2, 2), Dropout(), Block(5, 1)])


def test_nin_is_as_the_chapter_says() -> None:
    found = resources_of(PRESETS["nin"].network)
    assert found.parameters == 1_992_166
    assert found.multiply_accumulates == 762_297_352
    by_stage = [0] * 9
    for layer in found.layers:
        by_stage[layer.stage] += layer.parameters
    assert by_stage == [30_336, 0, 746_240, 0, 1_180_800, 0, 0, 34_790, 0]
    assert found.layers[-1].shape == (10,)


def test_the_first_dense_layer_of_vgg_11_takes_392_mib() -> None:
    (first, *_) = (
        layer
        for layer in resources_of(PRESETS["vgg11"].network).layers
        if layer.shape == (4096,) and layer.parameters
    )
    assert 4 * (first.parameters - 4096) == 392 * 2**20


def test_a_dense_head_adds_a_matrix_and_its_biases() -> None:
    nin, dense = (resources_of(PRESETS[name].network) for name in ("nin", "nin-dense"))
    assert dense.parameters - nin.parameters == 10 * 250 + 10
    assert dense.multiply_accumulates - nin.multiply_accumulates == 10 * 250


def test_what_is_kept_is_counted_once() -> None:
    found = resources_of(SMALL)
    block = 4 * 8 * 8
    pooled = 4 * 4 * 4
    last = 5 * 4 * 4
    arrays = [
        0,  # the convolution's sums: ReLU needs its own output alone
        4 * block,  # which the 1x1 convolution has as its input, too
        0,
        4 * block,  # of the second ReLU, which pooling gets
        8 * pooled,  # the places; dropout needs no input
        4 * pooled + 4 * pooled,  # what the last convolution gets, and the factors
        0,
        4 * last,
        0,
    ]
    assert [layer.kept_bytes for layer in found.layers] == arrays
    assert found.input_bytes == 4 * 3 * 8 * 8
    assert found.kept_bytes == sum(arrays) + 4 * 3 * 8 * 8


def test_flattening_makes_no_array_of_its_own() -> None:
    pooled = Network(1, 8, [Block(1, 1), Pooling(2, 2)], (10,))
    _, _, pool, flat, dense = resources_of(pooled).layers
    assert pool.kept_bytes == 4 * 16 + 8 * 16  # the dense layer needs it, flat or not
    assert (flat.kept_bytes, flat.pair_bytes, flat.shape) == (0, 0, (16,))
    assert dense.pair_bytes == 4 * (16 + 10)


def test_average_pooling_keeps_nothing() -> None:
    network = Network(1, 8, [Block(1, 1), Pooling(2, 2, kind="average")])
    _, relu, pool, _ = resources_of(network).layers
    assert (relu.kept_bytes, pool.kept_bytes) == (4 * 64, 0)


def test_before_the_first_parameters_there_is_no_backward_pass() -> None:
    network = Network(1, 8, [Dropout(), Pooling(2, 2), Block(1, 1)])
    found = resources_of(network)
    assert found.input_bytes == 0
    drop, pool, convolution, relu, _ = (layer.kept_bytes for layer in found.layers)
    assert (drop, pool, convolution, relu) == (0, 4 * 16, 0, 4 * 16)
    assert found.pair_bytes == 4 * (64 + 16)  # of pooling, since dropout does nothing then
    assert resources_of(Network(1, 8, [Pooling(2, 2)])).kept_bytes == 0


def test_memory_of_prediction_and_training() -> None:
    found = resources_of(SMALL)
    assert found.pair_bytes == 4 * 2 * 4 * 8 * 8
    assert found.prediction_bytes(3) == 4 * found.parameters + 3 * found.pair_bytes
    assert found.training_bytes(3) == 8 * found.parameters + 3 * found.kept_bytes


WRONG: list[tuple[int, str, list[Stage]]] = [
    (0, "window", [Block(4, 9)]),
    (2, "window", [Block(4, 3), Pooling(3, 2), Block(4, 3)]),
    (1, "padding", [Block(4, 3), Pooling(3, 2, 2)]),
]


@pytest.mark.parametrize(("stage", "reason", "stages"), WRONG)
def test_what_does_not_fit_is_named(stage: int, reason: str, stages: list[Stage]) -> None:
    with pytest.raises(NetworkError, match=f"stage {stage + 1}: the {reason} of") as raised:
        resources_of(Network(1, 6, stages))
    assert (raised.value.stage, raised.value.reason) == (stage, reason)


@given(
    size=st.integers(1, 40),
    window=st.integers(1, 7),
    stride=st.integers(1, 5),
    padding=st.integers(0, 3),
)
def test_a_window_has_as_many_places_as_fit(
    size: int, window: int, stride: int, padding: int
) -> None:
    starts = range(-padding, size + padding - window + 1, stride)
    network = Network(1, size, [Block(1, window, stride, padding)])
    if not starts:
        with pytest.raises(NetworkError):
            resources_of(network)
    else:
        assert resources_of(network).layers[0].shape == (1, len(starts), len(starts))
