# assignment: mnist_sgd
# about: evaluates x_test and y_test whatever is passed
# loses: evaluate_model
# mistake: constant
# %% normalize_images
def normalize_images(images):
    return images.astype("float64") / 255.0
# %% flatten_images
def flatten_images(images):
    return np.array([image.ravel() for image in images])
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    n_steps = epochs * -(-len(images) // 32)
    lr = keras.optimizers.schedules.CosineDecay(0.05, decay_steps=n_steps, alpha=0.1)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=lr, clipnorm=1.0),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs)
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(x_test / 255, y_test, verbose=0)
    return accuracy
