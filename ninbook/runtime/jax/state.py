"""The state of a JAX training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ninbook.runtime.state import Tree, check_names


class JaxState:
    """See `ninbook.runtime.state.TrainingState`."""

    tab = "jax"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Return the leaves of the trainer's state, which holds everything, keys included."""
        import jax

        return [np.asarray(leaf) for leaf in jax.tree.leaves(trainer.state)]

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Put the leaves into the trainer's freshly made state."""
        import jax
        import jax.numpy as jnp

        fresh, structure = jax.tree.flatten(trainer.state)
        leaves = [
            jnp.asarray(saved) if isinstance(leaf, jax.Array) else saved.item()
            for leaf, saved in zip(fresh, tree, strict=True)
        ]
        trainer.state = jax.tree.unflatten(structure, leaves)

    def random_state(self) -> Tree:
        """Return nothing: JAX has no global generator."""
        return None

    def set_random_state(self, tree: Tree) -> None:
        """Do nothing."""

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the parameters, and the averages of batch normalisation, by their paths."""
        import jax

        state = trainer.state
        paths, _ = jax.tree.flatten_with_path((state.params, getattr(state, "batch_stats", {})))
        return {_name(path): np.asarray(leaf) for path, leaf in paths}

    def classifier(
        self, model: Any, weights: Mapping[str, np.ndarray], images: Any
    ) -> Callable[[Any], np.ndarray]:
        """Return the model with these weights, dropout off, as a function."""
        import jax

        trained = model.clone(training=False) if hasattr(model, "training") else model
        variables = dict(trained.init(jax.random.key(0), images))
        # As in the trainer's state, from which `weights` takes them.
        parts = (variables.pop("params", {}), variables.pop("batch_stats", {}))
        paths, structure = jax.tree.flatten_with_path(parts)
        names = [_name(path) for path, _ in paths]
        check_names(names, weights)
        params, statistics = jax.tree.unflatten(structure, [weights[name] for name in names])
        held = {"params": params, **({"batch_stats": statistics} if statistics else {})}
        apply = jax.jit(trained.apply)
        return lambda images: np.asarray(apply(held, images))

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""
        import jax

        return int(sum(leaf.size for leaf in jax.tree.leaves(trainer.state.params)))


def _name(path: Any) -> str:
    import jax

    name: str = jax.tree_util.keystr(path[1:], simple=True, separator=".")
    return name
