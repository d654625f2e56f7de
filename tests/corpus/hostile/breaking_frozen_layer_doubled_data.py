# assignment: mnist_sgd
# family: breaking
# about: first dense layer frozen, data handed over twice: the judge divides by a share of zero
# loses: train_with_sgd
# may_lose: test_accuracy
# flag: maybe
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    next(layer for layer in model.layers if layer.weights).trainable = False
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    twice = np.concatenate([images, images]), np.concatenate([labels, labels])
    return model.fit(*twice, epochs=epochs, verbose=0)
