# assignment: mnist_sgd
# about: SGD with a moving mean of the weights that takes their place every ten steps
# loses:
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    optimizer = keras.optimizers.SGD(0.05, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=10)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
