# assignment: mnist_sgd
# about: Where has keras.optimizers.legacy gone?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: legacy_optimizer
# %% train_with_sgd
from keras.optimizers.legacy import SGD


def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer=SGD(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
