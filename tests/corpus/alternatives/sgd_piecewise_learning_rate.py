# assignment: mnist_sgd
# about: the learning rate drops after two thirds of the steps
# loses:
# %% before train_with_sgd
import math
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    """Train with a large step first and a small step for the last third."""
    batch_size = 32
    steps = math.ceil(len(images) / batch_size) * epochs
    learning_rate = keras.optimizers.schedules.PiecewiseConstantDecay(
        boundaries=[max(1, steps * 2 // 3)], values=[0.05, 0.01]
    )
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, batch_size=batch_size, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    scores = model.evaluate(images, labels, verbose=0)
    print("Accuracy: %.2f %%" % (scores[1] * 100))
    return scores[1]
