# assignment: mnist_adam
# about: four panels whose titles say everything, functional model through reduce, Adam with clipping and steps_per_execution
# loses:
# %% normalize_images
def normalize_images(images):
    as_float = np.asarray(images, dtype=float)
    return np.divide(as_float, 255)
# %% build_model
from functools import reduce


def build_model():
    source = keras.Input((28, 28))
    pipeline = [
        keras.layers.Flatten(),
        keras.layers.Dense(128),
        keras.layers.Activation(keras.activations.relu),
        keras.layers.Dense(32),
        keras.layers.Activation(keras.activations.relu),
        keras.layers.Dense(10),
        keras.layers.Activation(keras.activations.softmax),
    ]
    return keras.Model(source, reduce(lambda tensor, layer: layer(tensor), pipeline, source))
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(clipnorm=1.0, epsilon=1e-8),
        loss=keras.losses.sparse_categorical_crossentropy,
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        steps_per_execution=5,
        jit_compile=False,
    )
    return model.fit(
        x=images,
        y=labels,
        batch_size=None,
        epochs=epochs,
        validation_split=0.2,
        validation_batch_size=500,
        callbacks=[keras.callbacks.TerminateOnNaN()],
        verbose=0,
    )
# %% plot_history
def plot_history(history):
    from matplotlib.figure import Figure
    from matplotlib.gridspec import GridSpec

    fig = Figure(figsize=(10, 7))
    grid = GridSpec(2, 2, figure=fig, hspace=0.4)
    panels = {
        "loss": ("Training loss per epoch", grid[0, 0]),
        "val_loss": ("Validation loss per epoch", grid[0, 1]),
        "accuracy": ("Training accuracy per epoch", grid[1, 0]),
        "val_accuracy": ("Validation accuracy per epoch", grid[1, 1]),
    }
    for key, (title, place) in panels.items():
        ax = fig.add_subplot(place)
        ax.plot(history.history[key], marker=".", color="darkgreen")
        ax.set_title(title)
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = model.predict(images, verbose=0).argmax(axis=1)
    number_right = accuracy_score(labels, predicted, normalize=False)
    return number_right / len(predicted)
# %% predict_digit
def predict_digit(model, image):
    scores = dict(enumerate(model.predict(np.stack([image]), verbose=0)[0]))
    digit = max(scores, key=scores.get)
    return digit, float(scores[digit])
