# assignment: mnist_sgd
# about: I made the labels one-hot as in the tutorial. Why does the loss complain?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: one_hot_labels_with_sparse_loss
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    labels = keras.utils.to_categorical(labels, 10)
    return model.fit(images, labels, epochs=epochs, verbose=0)
