# assignment: mnist_sgd
# about: compiles the model again before it evaluates it
# loses: evaluate_model
# mistake: compiles_again
# %% evaluate_model
def evaluate_model(model, images, labels):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return accuracy
