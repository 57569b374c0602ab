from collections.abc import Callable

import numpy as np
import onnx
import pytest
import torch
from onnx.reference import ReferenceEvaluator
from safetensors.numpy import save

from ninbook.directives.live.onnx_file import onnx_file
from ninbook.directives.live.weights import LayerWeights, WeightsError, weights_in
from ninbook.networks.layers import Dropout, Pooling
from ninbook.networks.network import Block, Network
from ninbook.networks.presets import PRESETS

SMALL = Network(2, 12, [Block(4, 3, 2, 1, 1), Pooling(2, 1), Dropout(), Block(3, 2)], (5, 3))
"""Every kind of layer, but for the average and the global pooling."""
_NORMALIZATION = ("weight", "bias", "running_mean", "running_var")
AVERAGING = Network(2, 9, [Block(3, 3), Pooling(3, 2, 1, "average"), Block(4, 2)])


def small_module() -> torch.nn.Sequential:
    nn = torch.nn
    first = nn.Sequential(nn.Conv2d(2, 4, 3, 2, 1), nn.ReLU(), nn.Conv2d(4, 4, 1), nn.ReLU())
    head = [nn.Flatten(), nn.Linear(48, 5), nn.ReLU(), nn.Dropout(), nn.Linear(5, 3)]
    layers = [first, nn.MaxPool2d(2, 1), nn.Dropout(), nn.Conv2d(4, 3, 2), nn.ReLU()]
    return nn.Sequential(*layers, *head)


def averaging_module() -> torch.nn.Sequential:
    nn = torch.nn
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    layers = [nn.Conv2d(2, 3, 3), nn.ReLU(), nn.AvgPool2d(3, 2, 1), nn.Conv2d(3, 4, 2), nn.ReLU()]
    return nn.Sequential(*layers, *head)


def rounded(module: torch.nn.Module) -> bytes:
    """Rounds a module's weights to half precision; returns them as safetensors."""
    state = {name: value.half().float() for name, value in module.state_dict().items()}
    module.load_state_dict(state)
    return bytes(save({name: value.numpy() for name, value in state.items()}))


@pytest.mark.parametrize(
    ("network", "make"), [(SMALL, small_module), (AVERAGING, averaging_module)]
)
def test_the_file_computes_what_pytorch_does(
    network: Network, make: Callable[[], torch.nn.Module]
) -> None:
    torch.manual_seed(0)
    module = make()
    weights = weights_in(rounded(module), network)
    content = onnx_file(network, weights)
    model = onnx.load_from_string(content)
    onnx.checker.check_model(model, full_check=True)
    image = torch.rand(1, network.channels, network.size, network.size)
    with torch.no_grad():
        expected = module.eval()(image).numpy()
    outputs = ReferenceEvaluator(model).run(
        ["block1", "block2", "logits"], {"image": image.numpy()}
    )
    assert outputs[0].min() == 0 < outputs[0].max()  # maps after their ReLU
    assert outputs[2] == pytest.approx(expected, abs=1e-5)


def normalized_module(*head: torch.nn.Module) -> torch.nn.Sequential:
    """With statistics of batches that it has seen, and learnt scales and shifts."""
    nn = torch.nn
    first = nn.Sequential(
        *[nn.Conv2d(2, 4, 3, 2, 1), nn.BatchNorm2d(4), nn.ReLU()],
        *[nn.Conv2d(4, 4, 1), nn.BatchNorm2d(4), nn.ReLU()],
    )
    last = nn.Sequential(nn.Conv2d(4, 3, 2), nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 3, 1))
    module = nn.Sequential(first, nn.MaxPool2d(2, 1), nn.Dropout(), last, *head, nn.Flatten())
    for one in module.modules():
        if isinstance(one, nn.BatchNorm2d):
            nn.init.uniform_(one.weight, 0.5, 2)
            nn.init.normal_(one.bias)
    for _ in range(20):
        module(3 * torch.randn(8, 2, 12, 12) + 1)
    return module


@pytest.mark.parametrize("dense", [False, True])
def test_batch_normalisation_becomes_part_of_the_convolutions(dense: bool) -> None:
    torch.manual_seed(1)
    module = normalized_module(*[] if dense else [torch.nn.AdaptiveAvgPool2d(1)])
    if dense:
        module.append(torch.nn.Linear(48, 3))
    blocks = [
        Block(4, 3, 2, 1, 1),
        Pooling(2, 1),
        Dropout(),
        Block(3, 2, pointwise=1, ends_in_relu=False),
    ]
    network = Network(2, 12, blocks, (3,) if dense else ())
    state = {name: value.numpy() for name, value in module.state_dict().items()}
    weights = weights_in(bytes(save(state)), network)
    image = torch.rand(1, 2, 12, 12)
    with torch.no_grad():
        module.eval()
        expected = module(image).numpy()
        maps = module[:4](image).numpy()
    outputs = ["block1", "block2", "logits"]
    found = ReferenceEvaluator(onnx.load_from_string(onnx_file(network, weights))).run(
        outputs, {"image": image.numpy()}
    )
    assert maps.min() < 0  # no ReLU
    assert found[1] == pytest.approx(maps, abs=0.02)
    assert found[2] == pytest.approx(expected, abs=0.02)  # half precision
    for layer, exact in zip(weights, folded_exactly(module), strict=True):
        assert layer.weight == pytest.approx(exact[0], rel=6e-4, abs=1e-7)
        assert layer.bias == pytest.approx(exact[1], rel=6e-4, abs=1e-7)


def folded_exactly(module: torch.nn.Module) -> list[tuple[np.ndarray, np.ndarray]]:
    """The weights as PyTorch folds them."""
    fuse = torch.nn.utils.fusion.fuse_conv_bn_eval
    found = []
    learned = [one for one in module.modules() if list(one.parameters(recurse=False))]
    for one, following in zip(learned, [*learned[1:], None], strict=True):
        if isinstance(one, torch.nn.BatchNorm2d):
            continue
        fused = fuse(one, following) if isinstance(following, torch.nn.BatchNorm2d) else one
        found.append((fused.weight.detach().numpy(), fused.bias.detach().numpy()))
    return found


@pytest.fixture(scope="module")
def nin() -> list[LayerWeights]:
    random = np.random.default_rng(1)
    shapes = [(96, 1, 11, 11), (256, 96, 5, 5), (384, 256, 3, 3), (10, 384, 3, 3)]
    layers = []
    for shape in shapes:
        for size in (shape, *[(shape[0], shape[0], 1, 1)] * 2):
            weight = random.normal(size=size).astype(np.float16)
            layers.append(LayerWeights(weight, np.zeros(size[0], np.float16)))
    return layers


def test_nin_s_file_is_small_and_always_the_same(nin: list[LayerWeights]) -> None:
    network = PRESETS["nin"].network
    content = onnx_file(network, nin)
    assert len(content) < 4e6
    assert onnx_file(network, nin) == content
    model = onnx.load_from_string(content)
    onnx.checker.check_model(model, full_check=True)
    assert {tensor.data_type for tensor in model.graph.initializer} == {onnx.TensorProto.FLOAT16}
    shapes = {
        value.name: [axis.dim_value for axis in value.type.tensor_type.shape.dim]
        for value in [*model.graph.input, *model.graph.output]
    }
    assert shapes == {
        "image": [1, 1, 224, 224],
        "block1": [1, 96, 54, 54],
        "block2": [1, 256, 26, 26],
        "block3": [1, 384, 12, 12],
        "block4": [1, 10, 5, 5],
        "logits": [1, 10],
    }


def test_layers_are_taken_in_their_order_not_in_that_of_the_alphabet() -> None:
    network = Network(1, 3, [Block(1, 1, pointwise=11)])
    arrays = {f"net.{n}.{part}": np.full((1, 1, 1, 1) if part == "weight" else 1, n, np.float32)
              for n in range(12) for part in ("weight", "bias")}  # fmt: skip
    found = weights_in(bytes(save(arrays)), network)
    assert [float(layer.bias[0]) for layer in found] == list(range(12))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"a.weight": np.zeros((2, 1, 3, 3), np.float32)}, r"layer a has \(2, 1, 3, 3\) where"),
        ({"a.bias": None}, "another network: 'a.bias'"),
        ({"a.bias": np.zeros(3, np.float32)}, r"layer a has \(3,\) where the network has \(2,\)"),
        ({"b.weight": np.zeros(1, np.float32)}, "another network: 'b.bias'"),
        ({"a.weight": np.full((2, 1, 1, 1), 7e4, np.float32)}, "values beyond half precision"),
        ({"0.running_var": np.ones(2, np.float32)}, "another network: '0.weight'"),
        ({"b.running_var": np.ones(2, np.float32)}, "another network: 'b.weight'"),
        (
            {f"b.{part}": np.ones(3, np.float32) for part in _NORMALIZATION},
            "another network: operands could not be broadcast",
        ),
    ],
)
def test_other_weights_are_refused(change: dict[str, np.ndarray | None], message: str) -> None:
    arrays = {"a.weight": np.zeros((2, 1, 1, 1), np.float32), "a.bias": np.zeros(2, np.float32)}
    changed = {name: array for name, array in (arrays | change).items() if array is not None}
    with pytest.raises(WeightsError, match=message):
        weights_in(bytes(save(changed)), Network(1, 3, [Block(2, 1)]))
