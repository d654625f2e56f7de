# assignment: mnist_adam
# about: scikit-learn for scaling, the stratified split and the score; an estimator-like wrapper; PercentFormatter
# loses:
# %% before normalize_images
from matplotlib.ticker import MaxNLocator, PercentFormatter
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import FunctionTransformer


class KerasClassifier(ClassifierMixin, BaseEstimator):
    """Makes a trained network look like scikit-learn's classifiers."""

    def __init__(self, network=None):
        self.network = network

    def predict_proba(self, X):
        return self.network.predict(X, verbose=0)

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)
# %% normalize_images
def normalize_images(images):
    return FunctionTransformer(lambda grey: grey / 255.0).transform(images)
# %% build_model
def build_model():
    spec = [{"units": 128, "activation": "relu"}, {"units": 32, "activation": "relu"}]
    spec.append({"units": 10, "activation": "softmax"})
    return keras.Sequential(
        [keras.Input((28, 28)), keras.layers.Flatten(), *(keras.layers.Dense(**s) for s in spec)]
    )
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    try:
        parts = train_test_split(images, labels, test_size=0.2, stratify=labels, random_state=0)
    except ValueError:  # too few images of a digit
        parts = train_test_split(images, labels, test_size=0.2, random_state=0)
    x_fit, x_val, y_fit, y_val = parts
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=5e-4, beta_1=0.9, beta_2=0.99),
        loss="sparse_categorical_crossentropy",
        metrics=["sparse_categorical_accuracy"],
    )
    return model.fit(
        x_fit, y_fit, batch_size=16, epochs=epochs, validation_data=(x_val, y_val), verbose=0
    )
# %% plot_history
def plot_history(history):
    record = history.history
    key = "accuracy" if "accuracy" in record else "sparse_categorical_accuracy"
    fig, axes = plt.subplots(1, 2, figsize=(11, 4))
    for ax, k, name in zip(axes, ("loss", key), ("Loss", "Accuracy")):
        for prefix, who in (("", "training set"), ("val_", "validation set")):
            ax.step(range(1, 1 + len(record[k])), record[prefix + k], where="mid", label=who)
        ax.set_title(name)
        ax.set_xlabel("Number of epochs")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.legend(title=name)
    axes[1].yaxis.set_major_formatter(PercentFormatter(xmax=1))
    return fig
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return accuracy_score(labels, KerasClassifier(model).predict(images))
# %% predict_digit
def predict_digit(model, image):
    probabilities = KerasClassifier(model).predict_proba(image[None])
    _, digit = np.unravel_index(probabilities.argmax(), probabilities.shape)
    return digit, probabilities[0, digit]
