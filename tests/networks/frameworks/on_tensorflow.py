"""Builds a network in Keras, layer by layer, and measures it."""

import tensorflow as tf
from resident import peak_of
from tensorflow.python.profiler.model_analyzer import profile
from tensorflow.python.profiler.option_builder import ProfileOptionBuilder

K = tf.keras.layers


def layers_of(kind, window=1, stride=1, padding=0, channels=1, units=1, percent=50):
    found = {
        "Convolution": lambda: K.Conv2D(channels, window, stride),
        "Pooling max": lambda: K.MaxPool2D(window, stride),
        "Pooling average": lambda: K.AvgPool2D(window, stride),
        "Relu": K.ReLU,
        "Dropout": lambda: K.Dropout(percent / 100),
        "GlobalAveragePooling": K.GlobalAvgPool2D,
        "Flattening": K.Flatten,
        "Dense": lambda: K.Dense(units),
    }[kind]()
    if padding and "Pooling" in kind:
        raise NotImplementedError("zeros are not what a maximum is padded with")
    return [K.ZeroPadding2D(padding), found] if padding else [found]


def build(layers):
    return tf.keras.Sequential([made for layer in layers for made in layers_of(**layer)])


def count(layers, channels, size):
    """Shapes as one image goes through, and parameters."""
    net = build(layers)
    x = tf.zeros((1, size, size, channels))
    net(x)
    shapes = []
    for layer in net.layers:
        x = layer(x)
        if not isinstance(layer, K.ZeroPadding2D):
            shapes.append([x.shape[-1], *x.shape[1:-1]])
    return {"shapes": shapes, "parameters": net.count_params()}


def multiply_accumulates(layers, channels, size):
    """Half of the floating-point operations that TensorFlow counts for its products."""
    net = build(layers)
    image = tf.TensorSpec((1, size, size, channels))
    net(tf.zeros(image.shape))
    graph = tf.function(lambda x: net(x)).get_concrete_function(image).graph
    options = ProfileOptionBuilder.float_operation()
    options |= {"output": "none", "account_type_regexes": ["Conv2D", "MatMul"]}
    return profile(graph, options=options).total_float_ops // 2


def resident(layers, channels, size, batches, training):
    """Peaks of the process's memory in a prediction or a step, for each size of a batch."""
    net = build(layers)
    entropy = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def run(batch):
        x, y = tf.random.uniform((batch, size, size, channels)), tf.zeros((batch,), tf.int32)
        if not training:
            return net(x, training=False).numpy()
        with tf.GradientTape() as tape:
            loss = entropy(y, net(x, training=True))
        return [g.numpy().sum() for g in tape.gradient(loss, net.trainable_variables)]

    return [peak_of(lambda batch=batch: run(batch)) for batch in batches]
