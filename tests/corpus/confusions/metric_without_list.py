# assignment: mnist_sgd
# about: Why must one metric be a list?
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: metrics_no_list
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics="accuracy")
    return model.fit(images, labels, epochs=epochs, verbose=0)
