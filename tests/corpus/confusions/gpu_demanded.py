# assignment: mnist_sgd
# about: Why does grading not have my graphics card?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: raises
# %% train_with_sgd
import tensorflow as tf


def train_with_sgd(model, images, labels, epochs=20):
    assert tf.config.list_physical_devices("GPU")
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
