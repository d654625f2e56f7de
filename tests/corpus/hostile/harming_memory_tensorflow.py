# assignment: mnist_adam
# family: harming
# about: fills memory with TensorFlow tensors and variables, up to 30 GB
# loses: predict_digit
# may_lose: *
# flag: yes
# %% predict_digit
import tensorflow as tf


def predict_digit(model, image):
    hoard = []
    for _ in range(120):
        hoard.append(tf.Variable(tf.random.uniform((256 << 18,))))
    return len(hoard), 1.0
