# assignment: mnist_sgd
# about: the f before the string is missing
# loses: show_digits
# mistake: wrong_titles
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 4.5))
    for index in range(10):
        ax = fig.add_subplot(2, 5, index + 1)
        ax.imshow(images[index], cmap="Greys", interpolation="nearest")
        ax.set_title("Digit {labels[index]}")
        ax.set_axis_off()
    fig.suptitle("Ten handwritten digits")
    return fig
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    steps_per_epoch = int(np.ceil(len(images) / 32))
    schedule = keras.optimizers.schedules.ExponentialDecay(
        initial_learning_rate=0.02, decay_steps=steps_per_epoch, decay_rate=0.95
    )
    sgd = keras.optimizers.SGD(learning_rate=schedule, momentum=0.9, nesterov=True)
    model.compile(optimizer=sgd, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, batch_size=32, epochs=epochs, verbose=2)
# %% predict_digits
def predict_digits(model, images):
    probabilities = np.asarray(model.predict(images, verbose=0))
    return probabilities.argmax(-1)
