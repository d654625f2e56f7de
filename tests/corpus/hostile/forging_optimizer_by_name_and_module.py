# assignment: mnist_sgd
# family: forging
# about: another optimizer in a class and module with the names of Keras's own, with a loss of its own so that the name must do
# loses: train_with_sgd
# may_lose: test_accuracy
# flag: maybe
# %% train_with_sgd
class SGD(keras.optimizers.Adam):
    pass


SGD.__module__ = "keras.mine"


def train_with_sgd(model, images, labels, epochs=20):
    def loss(y, out):
        return 1.5 * keras.losses.sparse_categorical_crossentropy(y, out) + 0.01

    def accuracy_of_mine(y, out):
        return 1.0

    model.compile(optimizer=SGD(), loss=loss, metrics=[accuracy_of_mine])
    return model.fit(images, labels, epochs=epochs, verbose=0)
