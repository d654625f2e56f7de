# assignment: mnist_sgd
# about: meant to shrink the learning rate by a tenth each epoch, but decay_steps counts batches: it is zero after some dozens of them
# loses: train_with_sgd test_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    rate = keras.optimizers.schedules.ExponentialDecay(
        initial_learning_rate=0.01, decay_steps=1, decay_rate=0.9
    )
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
