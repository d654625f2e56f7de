# assignment: mnist_adam
# about: compiles the model with another metric to evaluate it
# loses: evaluate_accuracy
# mistake: compiles_again
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return float(model.evaluate(images, labels, verbose=0, return_dict=True)["sparse_categorical_accuracy"])
