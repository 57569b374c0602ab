"""The state of a JAX training."""

from __future__ import annotations

from typing import Any

import numpy as np

from ninbook.runtime.state import Tree


class JaxState:
    """See `ninbook.runtime.state.TrainingState`."""

    tab = "jax"

    def capture(self, trainer: Any, model: Any) -> Tree:
        """Returns the leaves of the trainer's state, which holds everything, keys included."""
        import jax

        return [np.asarray(leaf) for leaf in jax.tree.leaves(trainer.state)]

    def restore(self, trainer: Any, model: Any, tree: Tree, batch: Any) -> None:
        """Puts the leaves into the trainer's freshly made state."""
        import jax
        import jax.numpy as jnp

        fresh, structure = jax.tree.flatten(trainer.state)
        leaves = [
            jnp.asarray(saved) if isinstance(leaf, jax.Array) else saved.item()
            for leaf, saved in zip(fresh, tree, strict=True)
        ]
        trainer.state = jax.tree.unflatten(structure, leaves)

    def random_state(self) -> Tree:
        """Returns nothing: JAX has no global generator."""
        return None

    def set_random_state(self, tree: Tree) -> None:
        """Does nothing."""

    def begin_step(self, seed: int) -> None:
        """Does nothing."""

    def weights(self, trainer: Any, model: Any) -> dict[str, np.ndarray]:
        """Returns the parameters, and the averages of batch normalisation, by their paths."""
        import jax

        state = trainer.state
        paths, _ = jax.tree.flatten_with_path((state.params, getattr(state, "batch_stats", {})))
        return {
            jax.tree_util.keystr(path[1:], simple=True, separator="."): np.asarray(leaf)
            for path, leaf in paths
        }

    def count_parameters(self, trainer: Any, model: Any) -> int:
        """Returns the number of trainable parameters."""
        import jax

        return int(sum(leaf.size for leaf in jax.tree.leaves(trainer.state.params)))
