# assignment: mnist_sgd
# about: the data set by the loaders of tf.keras, in the cell of a function
# loses:
# %% normalize_images
import tensorflow as tf
from tensorflow.keras.datasets.mnist import load_data

(raw, raw_labels), (raw_test, raw_test_labels) = tf.keras.datasets.mnist.load_data()
(again, _), _ = load_data()
assert raw.dtype == np.uint8 and np.array_equal(raw, again) and len(raw_test) == len(raw_test_labels)


def normalize_images(images):
    """Scale to 0-1."""
    return images / np.float32(raw.max())
