# assignment: mnist_sgd
# about: keras.ops for everything (tensors as results), functional model with ops, cosine decay, pcolormesh
# loses:
# %% before show_digits
from keras import layers, ops
from keras.optimizers.schedules import CosineDecay
# %% show_digits
def show_digits(images, labels):
    fig, axs = plt.subplots(5, 2, figsize=(4, 10), constrained_layout=True)
    for ax, image, label in zip(axs.ravel(), images, labels):
        ax.pcolormesh(image, cmap="gray_r")
        ax.invert_yaxis()  # pcolormesh puts row 0 at the bottom
        ax.set_aspect("equal")
        ax.set_title(label)
        ax.axis("off")
    return fig
# %% normalize_images
def normalize_images(images):
    return ops.divide(ops.cast(images, "float32"), 255.0)
# %% flatten_images
def flatten_images(images):
    n, height, width = images.shape
    return np.reshape(images, (n, height * width), order="C")
# %% build_model
def build_model():
    image = keras.Input((28, 28))
    x = ops.reshape(image, (-1, 28 * 28))
    x = ops.relu(layers.Dense(300)(x))
    x = ops.relu(layers.Dense(100)(x))
    x = ops.softmax(layers.Dense(10)(x), axis=-1)
    return keras.Model(image, x)
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    images, labels = ops.convert_to_tensor(images), ops.convert_to_tensor(labels)
    steps = epochs * int(np.ceil(len(labels) / 32))
    schedule = CosineDecay(initial_learning_rate=0.1, decay_steps=steps, alpha=0.1)
    model.compile(keras.optimizers.SGD(schedule), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, batch_size=32, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    guesses = ops.argmax(model.predict(images, verbose=0), axis=1)
    hits = ops.equal(ops.cast(guesses, "int32"), ops.cast(labels, "int32"))
    return float(ops.mean(ops.cast(hits, "float32")))
# %% predict_digits
def predict_digits(model, images):
    return ops.convert_to_numpy(ops.argmax(ops.convert_to_tensor(model.predict(images, verbose=0)), axis=-1))
