# assignment: mnist_sgd
# about: records the absolute error in place of the accuracy
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: loss_of_each_output
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    # métrica equivocada
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["mae"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
