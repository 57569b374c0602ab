"""Builds a network in PyTorch, layer by layer, and measures it."""

import torch
from torch import autograd, nn, profiler
from torch.utils.flop_counter import FlopCounterMode


def layer_of(kind, window=1, stride=1, padding=0, channels=1, units=1, percent=50):
    return {
        "Convolution": lambda: nn.LazyConv2d(channels, window, stride, padding),
        "Pooling max": lambda: nn.MaxPool2d(window, stride, padding),
        "Pooling average": lambda: nn.AvgPool2d(window, stride, padding),
        "Relu": nn.ReLU,
        "Dropout": lambda: nn.Dropout(percent / 100),
        "GlobalAveragePooling": lambda: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        "Flattening": nn.Flatten,
        "Dense": lambda: nn.LazyLinear(units),
    }[kind]()


def build(layers):
    return nn.Sequential(*(layer_of(**layer) for layer in layers))


def count(layers, channels, size):
    """Shapes as one image goes through, and parameters."""
    with torch.device("meta"):  # no arithmetic
        net, x = build(layers).eval(), torch.zeros(1, channels, size, size)
    shapes = []
    for layer in net:
        x = layer(x)
        shapes.append(list(x.shape[1:]))
    return {"shapes": shapes, "parameters": sum(p.numel() for p in net.parameters())}


def multiply_accumulates(layers, channels, size):
    """Half of the floating-point operations that PyTorch counts for its products."""
    with torch.device("meta"):
        net, x = build(layers).eval(), torch.zeros(1, channels, size, size)
    net(x)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net(x)
    return counter.get_total_flops() // 2


def kept(layers, channels, size, batch):
    """Bytes that autograd keeps between the passes, parameters not counted."""
    net = build(layers)
    x = torch.rand(batch, channels, size, size)
    net(x[:1])
    own = {p.untyped_storage().data_ptr() for p in net.parameters()}
    found = {}

    def pack(tensor):
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            found[storage.data_ptr()] = storage.nbytes()
        return tensor

    with autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        output = net(x)
    assert output.requires_grad
    return sum(found.values())


def allocated(layers, channels, size, batch, training):
    """Most bytes that PyTorch's allocator gives out at a time, in a prediction or a step."""
    net = build(layers)
    x, y = torch.rand(batch, channels, size, size), torch.zeros(batch, dtype=torch.long)
    net(x[:1])

    def run():
        if not training:
            with torch.no_grad():
                return net.eval()(x)
        net.zero_grad()
        return nn.functional.cross_entropy(net(x), y).backward()

    run()
    net.zero_grad()
    activities = [profiler.ProfilerActivity.CPU]
    with profiler.profile(activities=activities, profile_memory=True) as profile:
        run()
    events = profile.profiler.kineto_results.events()
    memory = sorted((e for e in events if e.name() == "[memory]"), key=lambda e: e.start_ns())
    live = most = 0
    for event in memory:
        live += event.nbytes()
        most = max(most, live)
    return most
