from pathlib import Path

import mxnet
import numpy as np
from d2l import mxnet as d2l
from mxnet import autograd, npx

from ninbook.dataset import fashion_mnist
from ninbook.runtime.machine import cores


def test_as_many_workers_as_cores_but_four_at_most():
    assert d2l.DataModule().num_workers == min(4, cores())


def test_classic_arrays_compute():
    assert mxnet.nd.ones((2, 3)).sum().asscalar().item() == 6


def test_fashion_mnist_comes_from_the_cache():
    images, labels = fashion_mnist.load("test")
    classic = mxnet.gluon.data.vision.FashionMNIST(train=False)
    assert np.array_equal(classic._data.asnumpy()[..., 0], images)
    assert np.array_equal(classic._label, labels)
    npx.set_np()
    data = d2l.FashionMNIST(batch_size=128, resize=(28, 28))
    batch, answers = next(iter(data.val_dataloader()))
    assert list(batch.shape) == [128, 1, 28, 28]
    assert np.allclose(batch.asnumpy()[:, 0], images[:128] / 255, atol=1e-6)
    assert np.array_equal(answers.asnumpy(), labels[:128])
    assert not list(Path().rglob("*"))


def test_arrays_compute():
    npx.set_np()
    x = mxnet.np.arange(6).reshape(2, 3)
    x.attach_grad()
    with autograd.record():
        y = (x * x).sum()
    y.backward()
    assert (y.item(), x.grad.tolist()) == (55, [[0, 2, 4], [6, 8, 10]])
    assert (x @ x.T).tolist() == [[5, 14], [14, 50]]


def test_numpy_names_mean_what_they_meant():
    assert [np.PINF, np.Inf] == [float("inf")] * 2
    assert np.isneginf(np.NINF) and np.isnan([np.NaN, np.NAN]).all()
    assert np.PZERO == np.NZERO == 0 and np.signbit(np.NZERO)
    assert np.int is int and np.bool is np.bool_
    assert int(np.product([2, 3])) == 6
    assert (bool(np.sometrue([0, 1])), bool(np.alltrue([0, 1]))) == (True, False)
    assert np.row_stack(([1], [2])).tolist() == [[1], [2]]
    assert np.in1d([1, 2], [2]).tolist() == [False, True]
    assert float(np.trapz([1, 1])) == 1.0
    assert float(np.round_(1.26, 1)) == 1.3
