# assignment: mnist_adam
# about: the body is an ellipsis
# loses: evaluate_accuracy
# mistake: returns_none
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    ...
