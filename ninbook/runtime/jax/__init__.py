"""What d2l needs to train with current releases of JAX and Flax, and to resume a training."""
