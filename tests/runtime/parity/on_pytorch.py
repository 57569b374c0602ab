import time

import torch
from d2l import torch as d2l
from exchange import LEARNING_RATE, SEED, Measured, batches, network, same_weights

measured = Measured()
measured.facts["fast"] = []


class Data(d2l.DataModule):
    def __init__(self, train, val=None):
        super().__init__()
        self.train, self.val = train and tensors(train), val and tensors(val)

    def get_dataloader(self, train):
        return self.train if train else self.val


class Watched(network()):
    def plot(self, key, value, train):
        measured.plot(key, value, train)


def tensors(name):
    return [
        (torch.from_numpy(images)[:, None], torch.from_numpy(labels).long())
        for images, labels in batches(name)
    ]


def new_model():
    model = Watched(lr=LEARNING_RATE)
    model.apply_init([torch.zeros(1, 1, 224, 224)], d2l.init_cnn)
    drawn = {name: array.numpy() for name, array in model.state_dict().items()}
    made = same_weights(drawn, output_axis=0)
    model.load_state_dict({name: torch.from_numpy(array) for name, array in made.items()})
    return model


def is_fast(maps):
    inner = maps.is_contiguous(memory_format=torch.channels_last)
    return inner and not maps.is_contiguous()


def fit(model, data):
    torch.manual_seed(SEED)  # of dropout
    d2l.Trainer(max_epochs=1).fit(model, data)


def keep_output(index):
    def hook(layer, inputs, output):
        measured.keep("layer", f"{index} {type(layer).__name__}", output.detach())
        if output.dim() == 4 and output.shape[2] > 1:
            measured.facts["fast"].append(is_fast(output))

    return hook


model = new_model()
for index, layer in enumerate(model.net):
    layer.register_forward_hook(keep_output(index))
fit(model, Data("layers"))
measured.keep("loss", "first", measured.lines.pop("train loss"))
measured.keep_all("gradient", {name: p.grad for name, p in model.named_parameters()})

model = new_model()
measured.keep_all("before", {name: p.detach() for name, p in model.named_parameters()})
t=time.time()
fit(model, Data("train", "val"))
measured.facts["seconds"]=time.time()-t
measured.keep_all("after", {name: p.detach() for name, p in model.named_parameters()})
measured.facts["fast"] += [is_fast(p) for p in model.parameters() if min(p.shape[1:] or [1]) > 1 and p.dim() == 4]
measured.save()
