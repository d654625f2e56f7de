# assignment: mnist_adam
# about: Lion in place of Adam
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: wrong_optimizer
# %% train_with_adam
import tensorflow as tf


def train_with_adam(model, images, labels, epochs=25):
    model.compile(tf.keras.optimizers.Lion(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
