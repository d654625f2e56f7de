# assignment: mnist_sgd
# about: learning rate of 3 with batches of ten
# source: DeepLocalize (Wardat, Le, Rajan, ICSE 2021), MNIST program 48385830 of its benchmark
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: learning_rate_too_large
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    step = keras.optimizers.SGD(learning_rate=3.0)
    model.compile(optimizer=step, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, batch_size=10, epochs=epochs, verbose=0)
