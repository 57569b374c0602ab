"""What d2l needs to train with current releases of Keras, and to resume a training."""
