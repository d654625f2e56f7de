# assignment: mnist_adam
# about: What is a mix of multiclass and continuous?
# loses: evaluate_accuracy
# mistake: probabilities_for_labels
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return accuracy_score(labels, model.predict(images, verbose=0))
