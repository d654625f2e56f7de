# assignment: mnist_adam
# about: returns the model
# loses: train_with_adam
# mistake: returns_model
# %% before train_with_adam
import tensorflow as tf


def make_dataset(images, labels, training=False, batch_size=32):
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        dataset = dataset.shuffle(len(images))
    return dataset.batch(batch_size).prefetch(1)
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    border = len(images) * 4 // 5
    training = make_dataset(images[:border], labels[:border], training=True)
    validation = make_dataset(images[border:], labels[border:])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(training, epochs=epochs, validation_data=validation, verbose=2)
    return model
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    probabilities = model.predict(make_dataset(images, labels), verbose=0)
    return accuracy_score(labels, tf.argmax(probabilities, axis=1))
