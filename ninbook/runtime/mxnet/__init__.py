"""What d2l needs to train with current releases of MXNet, and to resume a training."""
