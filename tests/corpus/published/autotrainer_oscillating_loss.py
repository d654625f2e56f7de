# assignment: mnist_sgd
# about: the loss goes up and down: large steps with single images
# source: AUTOTRAINER (Zhang, Zhai, Ma, Shen, ICSE 2021), training problem oscillating loss
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: learning_rate_too_large
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    step = keras.optimizers.SGD(learning_rate=1.0, momentum=0.9)
    model.compile(optimizer=step, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, batch_size=8, epochs=epochs, verbose=0)
