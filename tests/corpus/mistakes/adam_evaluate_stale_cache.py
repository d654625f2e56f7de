# assignment: mnist_adam
# about: keeps predictions for each model and shape, so other images, or the same model after more training, get the old answer
# loses: evaluate_accuracy
# mistake: depends_on_earlier
# %% before evaluate_accuracy
_predictions = {}  # model.predict is slow, do not repeat it
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    key = (id(model), images.shape)
    if key not in _predictions:
        _predictions[key] = np.argmax(model.predict(images, verbose=0), axis=1)
    return accuracy_score(labels, _predictions[key])
