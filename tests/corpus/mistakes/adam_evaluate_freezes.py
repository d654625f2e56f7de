# assignment: mnist_adam
# about: freezes the model "to be safe" and leaves it frozen: the accuracy is right, but the model is changed, it cannot learn any more
# loses: evaluate_accuracy
# mistake: changes_model
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    model.trainable = False  # only look, do not learn
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return float(accuracy_score(labels, predicted))
