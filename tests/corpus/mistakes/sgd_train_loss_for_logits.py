# assignment: mnist_sgd
# about: TensorFlow's loss for logits on the outputs of a softmax
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: probabilities_for_logits
# %% train_with_sgd
import tensorflow as tf


def cross_entropy(y_true, y_pred):
    y_true = tf.cast(tf.reshape(y_true, [-1]), tf.int32)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y_true, logits=y_pred)


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss=cross_entropy, metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
