# assignment: mnist_sgd
# about: a training loop of one's own, which returns the losses and leaves the model not compiled
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: not_a_history
# %% train_with_sgd
import tensorflow as tf


def train_with_sgd(model, images, labels, epochs=30):
    optimizer = keras.optimizers.SGD(learning_rate=0.1)
    measure = keras.losses.SparseCategoricalCrossentropy()
    history = []
    for _ in range(epochs):
        for start in range(0, len(images), 32):
            with tf.GradientTape() as tape:
                loss = measure(labels[start : start + 32], model(images[start : start + 32]))
            weights = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        history.append(float(loss))
    return history
