# assignment: mnist_sgd
# about: take(1) is left over from trying things out
# loses: train_with_sgd test_accuracy
# mistake: part_of_each_epoch
# %% train_with_sgd
import tensorflow as tf


def train_with_sgd(model, images, labels, epochs=20):
    train_ds = (
        tf.data.Dataset.from_tensor_slices((images, labels))
        .shuffle(10_000, seed=1)
        .batch(32)
        .take(1)
        .prefetch(tf.data.AUTOTUNE)
    )
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate=0.01),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
    )
    return model.fit(train_ds, epochs=epochs)
# %% evaluate_model
def evaluate_model(model, images, labels):
    test_ds = tf.data.Dataset.from_tensor_slices((images, labels)).batch(128)
    loss, accuracy = model.evaluate(test_ds, verbose=0)
    return accuracy
# %% predict_digits
def predict_digits(model, images):
    answers = []
    for batch in tf.data.Dataset.from_tensor_slices(images).batch(64):
        answers.append(tf.argmax(model(batch, training=False), axis=1).numpy())
    return np.concatenate(answers)
