"""Compiles d2l's training steps on TensorFlow, where that can't be noticed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any, cast

from ninbook.runtime import imports

_NAMES_OF_A_PLAIN_FORWARD = {"net", "training", "hasattr"}


def compile_steps(d2l: Any) -> None:
    """Compute loss and gradients in one graph, instead of operator by operator.

    On a GPU the weights are updated in a graph, too: it would wait for Python at each of them. A
    graph does once, and never again, what Python code in it prints, counts or decides. So only a
    network of Keras's own layers is compiled, in a model that does no more than call it and leaves
    loss and training step to d2l.
    """
    fit_epoch = d2l.Trainer.fit_epoch

    @wraps(fit_epoch)
    def fit_epoch_compiled(self: Any) -> None:
        if _is_plain(d2l, self.model):
            _fit_epoch(self)
        else:
            fit_epoch(self)

    d2l.Trainer.fit_epoch = fit_epoch_compiled


def _fit_epoch(trainer: Any) -> None:
    model, clip, optimizer = trainer.model, trainer.gradient_clip_val, trainer.optim
    model.training = True
    for batch in map(trainer.prepare_batch, trainer.train_dataloader):
        graph = partial(_loss_and_gradients, model, batch)
        loss, gradients = _kept(trainer, "_loss_and_gradients", model, graph)(*batch)
        if clip > 0:
            gradients = trainer.clip_gradients(clip, gradients)
        update = partial(_update, optimizer, model)
        _kept(trainer, "_update", optimizer, update)(gradients)
        model.plot("loss", loss, train=True)  # which waits for the loss
        trainer.train_batch_idx += 1
    if trainer.val_dataloader is None:
        return
    model.training = False
    with _compiled(trainer, model.net):
        for batch in map(trainer.prepare_batch, trainer.val_dataloader):
            model.validation_step(batch)
            trainer.val_batch_idx += 1


def _kept(trainer: Any, name: str, owner: Any, make: Callable[[], Any]) -> Callable[..., Any]:
    """Return what a trainer has had made for an owner; it is made anew for another one."""
    known = vars(trainer).get(name)
    if known is None or known[0] is not owner:
        known = (owner, make())
        setattr(trainer, name, known)
    return cast("Callable[..., Any]", known[1])


def _loss_and_gradients(model: Any, batch: Any) -> Any:
    """Return a graph that returns loss and gradients of a minibatch."""
    import tensorflow as tf

    if not model.built:  # its variables can't be made in the graph
        model.training = False
        model(*(part[:1] for part in batch[:-1]))
        model.training = True

    @tf.function
    def compute(*batch: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = model.loss(model(*batch[:-1]), batch[-1])
        return loss, tape.gradient(loss, model.trainable_variables)

    return compute


def _update(optimizer: Any, model: Any) -> Any:
    """Return what updates a model's weights by gradients."""
    import tensorflow as tf

    variables = model.trainable_variables

    def update(gradients: Any) -> None:
        optimizer.apply_gradients(zip(gradients, variables, strict=True))

    if runs_on_gpu() and isinstance(optimizer, tf.keras.optimizers.Optimizer):
        optimizer.build(variables)  # its variables can't be made in the graph
        return tf.function(update)
    return update


def runs_on_gpu() -> bool:
    """Tell whether TensorFlow has a GPU to run on."""
    import tensorflow as tf

    return bool(tf.config.list_physical_devices("GPU"))


@contextmanager
def _compiled(trainer: Any, net: Any) -> Iterator[None]:
    """Let a network answer from a graph for a while."""
    import tensorflow as tf

    vars(net)["call"] = _kept(trainer, "_compiled_call", net, lambda: tf.function(net.call))
    try:
        yield
    finally:
        del vars(net)["call"]


def _is_plain(d2l: Any, model: Any) -> bool:
    import tensorflow as tf

    kind, net = type(model), getattr(model, "net", None)
    forward = set(kind.forward.__code__.co_names)
    return (
        isinstance(net, tf.keras.Sequential)
        and all(type(layer).__module__.partition(".")[0] == "keras" for layer in _layers(net))
        and forward <= _NAMES_OF_A_PLAIN_FORWARD
        and kind.training_step is d2l.Module.training_step
        and kind.loss is d2l.Classifier.loss
    )


def _layers(layer: Any) -> Iterator[Any]:
    yield layer
    for inner in getattr(layer, "layers", ()):
        yield from _layers(inner)


def register() -> None:
    """Register this module's mends."""
    imports.after("d2l.tensorflow", compile_steps)
