"""The state of a JAX training."""

from functools import partial
from typing import Any

import numpy as np

from ninbook.runtime.state import TrainingState, Tree


class JaxState(TrainingState):
    """The state of a JAX training, which has no global random generator."""

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

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Return the parameters, and the averages of batch normalisation, by their paths."""
        import jax

        state = trainer.state
        paths, _ = jax.tree.flatten_with_path((state.params, getattr(state, "batch_stats", {})))
        named = partial(jax.tree_util.keystr, simple=True, separator=".")
        return {named(path[1:]): np.asarray(leaf) for path, leaf in paths}

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Return the number of trainable parameters."""
        import jax

        return int(sum(leaf.size for leaf in jax.tree.leaves(trainer.state.params)))
