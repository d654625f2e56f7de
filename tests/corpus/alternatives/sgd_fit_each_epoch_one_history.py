# assignment: mnist_sgd
# about: calls fit once per epoch (initial_epoch) and lets one shared History object collect all epochs; prints own progress; digits around a circle with add_axes
# loses:
# %% show_digits
import statistics
import sys


def show_digits(images, labels):
    fig = plt.figure(figsize=(6, 6))
    for k, angle in enumerate(np.linspace(np.pi / 2, np.pi / 2 - 2 * np.pi, 10, endpoint=False)):
        x, y = 0.5 + 0.38 * np.cos(angle), 0.48 + 0.38 * np.sin(angle)
        ax = fig.add_axes([x - 0.07, y - 0.07, 0.14, 0.14])
        ax.imshow(images[k], cmap="magma")
        ax.set(xticks=[], yticks=[])
        ax.set_title(f"{labels[k]}", fontsize=11, y=0.97)
    return fig


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.01, momentum=0.5),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    log = keras.callbacks.History()
    for epoch in range(epochs):
        model.fit(
            images, labels, initial_epoch=epoch, epochs=epoch + 1, callbacks=[log], verbose=0
        )
        sys.stdout.write(f"\repoch {epoch + 1:3d}/{epochs}  loss {log.history['loss'][-1]:.4f}")
        sys.stdout.flush()
    print()
    return log  # the same object that fit returned each time


def evaluate_model(model, images, labels):
    guesses = model.predict(images, verbose=0).argmax(axis=1)
    return statistics.fmean((guesses == labels).tolist())
# %% train_with_sgd
# defined above
# %% evaluate_model
# defined above
