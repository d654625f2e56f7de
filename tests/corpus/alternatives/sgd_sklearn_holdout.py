# assignment: mnist_sgd
# about: a tenth held out with train_test_split, MinMaxScaler, scikit-learn accuracy, Lambda layer
# loses:
# %% before show_digits
from sklearn.metrics import accuracy_score as share_correct
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
# %% show_digits
def show_digits(images, labels):
    with plt.style.context("grayscale"):
        fig, grid = plt.subplots(nrows=2, ncols=5, sharex="all", sharey="all", figsize=(10, 5))
        for (r, c), ax in np.ndenumerate(grid):
            k = 5 * r + c
            ax.imshow(np.repeat(images[k][:, :, np.newaxis], 3, axis=2))
            ax.set_title(f"label={labels[k]}")
    fig.suptitle("The first digits")
    return fig
# %% normalize_images
def normalize_images(images):
    scaler = MinMaxScaler().fit(np.array([[0.0], [255.0]]))
    return scaler.transform(images.reshape(-1, 1)).reshape(images.shape)
# %% flatten_images
def flatten_images(images):
    return np.vstack([np.concatenate(list(image)) for image in images])
# %% build_model
def build_model():
    return keras.Sequential([
        keras.Input((28, 28), dtype="float32"),
        keras.layers.Lambda(lambda t: keras.ops.reshape(t, (-1, 784)), output_shape=(784,)),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    x_fit, x_watch, y_fit, y_watch = train_test_split(images, labels, test_size=0.1, random_state=1)
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.1),
        loss=keras.losses.SparseCategoricalCrossentropy(name="xent"),
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model.fit(
        x_fit, y_fit, epochs=epochs, validation_data=(x_watch, y_watch), validation_batch_size=256, verbose=0
    )
# %% evaluate_model
def evaluate_model(model, images, labels):
    return share_correct(y_true=labels, y_pred=predict_digits(model, images))
# %% predict_digits
def predict_digits(model, images):
    classes = np.arange(10)
    return classes.take(model.predict(images, verbose=0).argmax(axis=1))
