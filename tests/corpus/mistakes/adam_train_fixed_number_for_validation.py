# assignment: mnist_adam
# about: takes a fixed number of images instead of a fifth
# loses: train_with_adam
# mistake: split_varies
# %% train_with_adam
import tensorflow as tf


def train_with_adam(model, images, labels, epochs=25):
    n_val = 10
    dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    val_ds = dataset.take(n_val).batch(64)
    train_ds = dataset.skip(n_val).shuffle(4096).batch(64)
    model.compile(
        optimizer=tf.keras.optimizers.Adam(learning_rate=1e-3),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(train_ds, validation_data=val_ds, epochs=epochs, verbose=0)
