# assignment: mnist_adam
# about: TensorFlow's loss for logits on the outputs of a softmax
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: probabilities_for_logits
# %% train_with_adam
import tensorflow as tf


def cross_entropy(y_true, y_pred):
    y_true = tf.cast(tf.reshape(y_true, [-1]), tf.int32)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y_true, logits=y_pred)


def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss=cross_entropy, metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
