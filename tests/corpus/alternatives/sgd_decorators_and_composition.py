# assignment: mnist_sgd
# about: decorators, closures, partial, composition of functions, a callable object, Sequential subclass
# loses:
# %% before show_digits
import functools
import operator


def compose(*functions):
    return lambda *args: functools.reduce(lambda value, f: f(value), functions[1:], functions[0](*args))


def titled(text):
    """Decorator: give the figure that a function returns a heading."""

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            figure = function(*args, **kwargs)
            figure.suptitle(text)
            return figure

        return wrapper

    return decorate


Relu = functools.partial(keras.layers.Dense, activation="relu")
Softmax = functools.partial(keras.layers.Dense, activation="softmax")
# %% show_digits
@titled("What people write")
def show_digits(images, labels):
    figure, axes = plt.subplots(2, 5)
    draw = lambda ax, k: (ax.imshow(images[k], cmap="hot"), ax.set_title(f"{labels[k]}"), ax.set_axis_off())
    list(map(draw, axes.flatten(), range(10)))
    return figure
# %% normalize_images
def scaler(low, high):
    def scale(images):
        return (np.float32(images) - np.float32(low)) / np.float32(high - low)

    return scale


normalize_images = scaler(0, 255)
# %% flatten_images
flatten_images = lambda images: images.reshape((-1, images[0].size))
# %% build_model
class Classifier(keras.Sequential):
    pass


def build_model():
    return Classifier([keras.Input((28, 28)), keras.layers.Flatten(), Relu(300), Relu(100), Softmax(10)])
# %% train_with_sgd
def compiled(optimizer):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(model, *args, **kwargs):
            model.compile(optimizer=optimizer(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
            return function(model, *args, **kwargs)

        return wrapper

    return decorate


@compiled(functools.partial(keras.optimizers.SGD, learning_rate=0.03))
def train_with_sgd(model, images, labels, epochs=20):
    return model.fit(images, labels, epochs=epochs, verbose=0)
# %% evaluate_model
class Accuracy:
    def __init__(self, batch_size):
        self.batch_size = batch_size

    def __call__(self, model, images, labels):
        return operator.itemgetter(1)(model.evaluate(images, labels, self.batch_size, verbose=0))


evaluate_model = Accuracy(batch_size=128)
# %% predict_digits
predict_digits = compose(
    lambda model, images: model.predict(images, verbose=0), functools.partial(np.argmax, axis=1)
)
