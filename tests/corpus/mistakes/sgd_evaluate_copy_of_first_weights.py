# assignment: mnist_sgd
# about: measures a copy of each model that was made at the first call: after more training the accuracy is that of the old weights
# loses: evaluate_model
# mistake: keeps_old_weights
# %% before evaluate_model
copies = {}
# %% evaluate_model
def evaluate_model(model, images, labels):
    if id(model) not in copies:
        # A copy, so that the model itself cannot be changed by the evaluation.
        copy = keras.models.clone_model(model)
        copy.set_weights(model.get_weights())
        copy.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
        copies[id(model)] = model, copy
    _, copy = copies[id(model)]
    return float(copy.evaluate(images, labels, verbose=0)[1])
