from pathlib import Path

import mxnet
import numpy as np
from d2l import mxnet as d2l
from mxnet import autograd, npx

from ninbook.dataset import fashion_mnist

facts = {"workers": d2l.DataModule().num_workers}

classic = mxnet.gluon.data.vision.FashionMNIST(train=False)
images, labels = fashion_mnist.load("test")
facts["classic_agrees"] = bool(
    np.array_equal(classic._data.asnumpy()[..., 0], images)
    and np.array_equal(classic._label, labels)
)
facts["classic_sum"] = mxnet.nd.ones((2, 3)).sum().asscalar().item()

npx.set_np()
data = d2l.FashionMNIST(batch_size=128, resize=(28, 28))
batch, answers = next(iter(data.val_dataloader()))
facts["batch_shape"] = list(batch.shape)
facts["batch_agrees"] = bool(
    np.allclose(batch.asnumpy()[:, 0], images[:128] / 255, atol=1e-6)
    and np.array_equal(answers.asnumpy(), labels[:128])
)
facts["written"] = [str(path) for path in Path().rglob("*")]

x = mxnet.np.arange(6).reshape(2, 3)
x.attach_grad()
with autograd.record():
    y = (x * x).sum()
y.backward()
facts["value"], facts["gradient"] = y.item(), x.grad.tolist()
facts["product"] = (x @ x.T).tolist()

facts["constants"] = [np.PINF, np.Inf, np.infty, np.Infinity] == [float("inf")] * 4
facts["constants"] &= np.isneginf(np.NINF).item() and np.isnan([np.NaN, np.NAN]).all().item()
facts["constants"] &= np.PZERO == np.NZERO == 0 and np.signbit(np.NZERO).item()
facts["types"] = [np.int is int, np.float is float, np.object is object, np.complex is complex]
facts["types"] += [np.bool is np.bool_, np.float_ is np.float64, np.unicode_ is np.str_]
facts["functions"] = [
    int(np.product([2, 3])),
    np.cumproduct([2, 3]).tolist(),
    bool(np.sometrue([0, 1])),
    bool(np.alltrue([0, 1])),
    np.row_stack(([1], [2])).tolist(),
    np.in1d([1, 2], [2]).tolist(),
    float(np.trapz([1, 1])),
    float(np.round_(1.26, 1)),
]
facts["gone"] = {}
for name in ("mirr", "msort", "npv", "pmt", "ppmt", "pv", "rate"):
    try:
        getattr(np, name)([1.0])
    except AttributeError as error:
        facts["gone"][name] = str(error)
