# assignment: mnist_sgd
# about: passes initial_epoch=1 to count from one, so one epoch too few is trained
# loses: train_with_sgd
# may_lose: test_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    opt = keras.optimizers.SGD(learning_rate=0.01, momentum=0.9)
    model.compile(loss="sparse_categorical_crossentropy", optimizer=opt, metrics=["accuracy"])
    history = model.fit(
        x=images, y=labels, batch_size=32, initial_epoch=1, epochs=epochs, verbose=0
    )
    return history
