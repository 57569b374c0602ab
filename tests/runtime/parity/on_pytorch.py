import torch
from d2l import torch as d2l
from exchange import (
    LEARNING_RATE,
    SEED,
    Measured,
    batches,
    cotangents,
    data_module,
    network,
    of_first,
    same_weights,
)
from torch import nn

from ninbook.runtime.pytorch import speed

OIHW = (0, 1, 2, 3)
measured = Measured()


class Watched(network()):
    def plot(self, key, value, train):
        measured.plot(key, value, train)


class SameMasks(nn.Dropout):
    """Draws masks in the order of places, whatever the order of memory is.

    Dropout draws in the order of memory, so with channels last the same random numbers fall on
    other places.
    """

    def forward(self, maps):
        dropped = super().forward(maps.contiguous())
        return put_last(dropped) if is_last(maps) else dropped


def put_last(maps):
    return maps.contiguous(memory_format=torch.channels_last)


def is_last(maps):
    return maps.is_contiguous(memory_format=torch.channels_last) and not maps.is_contiguous()


def has_last(model):
    return any(p.dim() == 4 and is_last(p) for p in model.parameters())


def tensors(name):
    return [
        (torch.from_numpy(images)[:, None], torch.from_numpy(labels).long())
        for images, labels in batches(name)
    ]


Batches = data_module(d2l.DataModule, tensors)


def new_model():
    model = Watched(lr=LEARNING_RATE)
    model.apply_init([torch.zeros(1, 1, 112, 112)])
    (place,) = (i for i, layer in enumerate(model.net) if isinstance(layer, nn.Dropout))
    model.net[place] = SameMasks(model.net[place].p)
    made = same_weights({name: tuple(p.shape) for name, p in model.named_parameters()}, OIHW)
    model.load_state_dict({name: torch.from_numpy(array) for name, array in made.items()})
    return model


def prepared(gpus=()):
    model, trainer = new_model(), d2l.Trainer(max_epochs=1)
    trainer.gpus = list(gpus)
    trainer.prepare_model(model)
    return model


def fit(model, data, epochs=1):
    torch.manual_seed(SEED)
    d2l.Trainer(max_epochs=epochs).fit(model, data)


def values(model):
    return {name: p.detach() for name, p in model.named_parameters()}


def measure_first_step():
    inputs, model = {}, new_model()

    def keep_output(index, layer):
        def hook(layer, given, output):
            inputs[str(index)] = given[0].detach()
            measured.keep("layer", f"{index} {type(layer).__name__}", output.detach())
            if isinstance(layer, nn.Sequential):
                measured.fast[f"the maps of layer {index} have channels last"] = is_last(output)

        layer.register_forward_hook(hook)

    for index, layer in enumerate(model.net):
        keep_output(index, layer)
    fit(model, Batches(train="eight"))
    measured.keep_curves("first step")
    measured.keep_all("gradient", {name: p.grad for name, p in model.named_parameters()})
    return inputs


def measure_each_alone(inputs):
    model = prepared()
    for index, maps in of_first("inputs", inputs).items():
        maps = torch.from_numpy(maps)
        maps = (put_last(maps) if is_last(inputs[index]) else maps).requires_grad_()
        layer = model.net[int(index)]
        torch.manual_seed(SEED)
        output = layer(maps)
        output.backward(torch.from_numpy(cotangents(int(index), output.shape)))
        gradients = {name: p.grad for name, p in layer.named_parameters()}
        alone = {"output": output.detach(), "gradient of input": maps.grad} | gradients
        measured.keep_all("alone", {f"{index} {name}": array for name, array in alone.items()})


def measure_training():
    model = new_model()
    measured.keep_all("before", values(model))
    fit(model, Batches(train="train", val="val"), epochs=2)
    measured.keep_curves("curve")
    measured.keep_all("after", values(model))
    measured.fast["weights have channels last"] = has_last(model)


def measure_dropout():
    ones, masks = torch.ones(4, 6, 5, 5), []
    for maps in (ones, put_last(ones)):
        torch.manual_seed(SEED)
        masks.append(nn.Dropout()(maps))
    in_memory = [masks[0].flatten(), masks[1].permute(0, 2, 3, 1).flatten()]
    measured.facts["same_masks"] = {
        "in memory": torch.equal(*in_memory),
        "in place": torch.equal(*masks),
    }


def measure_with_gpu():
    kept = []
    speed.keep_freed_memory = lambda: kept.append(True)
    torch.cuda.is_available = lambda: True
    speed.keep_memory(torch)
    measured.fast_with_gpu["freed memory is kept"] = bool(kept)
    measured.fast_with_gpu["weights have channels last"] = has_last(prepared([torch.device("cpu")]))


images, labels = next(iter(d2l.FashionMNIST(8, resize=(112, 112)).val_dataloader()))
measured.keep_all("batch", {"images": images, "labels": labels})
measure_each_alone(measure_first_step())
measure_training()
measure_dropout()
measure_with_gpu()
measured.save()
