# assignment: mnist_sgd
# about: wraps the optimizer in a LossScaleOptimizer by hand
# loses:
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    optimizer = keras.mixed_precision.LossScaleOptimizer(keras.optimizers.SGD(0.01, momentum=0.5))
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
