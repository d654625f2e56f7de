# assignment: mnist_sgd
# about: the gradient explodes with a large learning rate and momentum
# source: AUTOTRAINER (Zhang, Zhai, Ma, Shen, ICSE 2021), training problem exploding gradient
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: learning_rate_too_large
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    step = keras.optimizers.SGD(learning_rate=50.0, momentum=0.9)
    model.compile(optimizer=step, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
