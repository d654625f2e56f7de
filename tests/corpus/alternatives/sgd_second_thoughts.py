# assignment: mnist_sgd
# about: first attempts that are wrong and are redefined at the end, scratch cells (one fails), magics, shell line
# loses:
# %% before show_digits
%config InlineBackend.figure_format = "retina"
!python --version
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(12, 3))
    for i in range(10):
        plt.subplot(1, 10, i + 1)
        plt.imshow(images[i], cmap="gray")
        plt.title(labels[i])
        plt.axis("off")
    return plt.gcf()
# %% after show_digits
# what is in an image?
print(x_train.shape, x_train.dtype, np.bincount(y_train))
print(undefined_name)
# %% normalize_images
def normalize_images(images):
    return images / images.max()  # see the end of the notebook
# %% flatten_images
def flatten_images(images):
    n = images.shape[0]
    return images.flatten().reshape(n, 784)
# %% after flatten_images
import asyncio

await asyncio.sleep(0)
assert flatten_images(np.arange(2 * 784).reshape(2, 28, 28))[1, 0] == 784
# %% build_model
def build_model():
    model = keras.Sequential([
        keras.layers.Flatten(input_shape=(28, 28)),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="sigmoid"),
    ])
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    keras.utils.set_random_seed(7)
    opt = keras.optimizers.get({"class_name": "sgd", "config": {"learning_rate": 0.02, "momentum": 0.6}})
    model.compile(optimizer=opt, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.05, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, acc = model.evaluate(images, labels)
    return acc
# %% predict_digits
def predict_digits(model, images):
    return np.argmax(model.predict(images), axis=1)
# %% end
# Second thoughts: a dark picture must stay dark, and the ten outputs should be probabilities.
def normalize_images(images):
    return images.astype(np.float64) * (1 / 255)


def build_model():
    model = keras.Sequential([
        keras.Input(shape=(28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model
