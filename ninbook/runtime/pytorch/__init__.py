"""What d2l needs to train with current releases of PyTorch, and to resume a training."""
