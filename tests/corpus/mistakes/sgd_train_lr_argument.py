# assignment: mnist_sgd
# about: the old argument name lr, which Keras 3 refuses
# loses: train_with_sgd test_accuracy
# mistake: unknown_argument
# %% before show_digits
from keras import layers, models, optimizers
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 4))
    for i in range(10):
        plt.subplot(2, 5, i + 1)
        plt.imshow(images[i], cmap=plt.cm.binary)
        plt.title(labels[i])
        plt.axis("off")
    return fig
# %% normalize_images
def normalize_images(images):
    images = images.astype("float32")
    images /= 255
    return images
# %% build_model
def build_model():
    model = models.Sequential()
    model.add(layers.Flatten(input_shape=(28, 28)))
    model.add(layers.Dense(300, activation="relu"))
    model.add(layers.Dense(100, activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    model.summary()
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        loss="sparse_categorical_crossentropy",
        optimizer=optimizers.SGD(lr=0.01),
        metrics=["acc"],
    )
    return model.fit(images, labels, batch_size=32, epochs=epochs, verbose=1)
