# assignment: mnist_adam
# about: evaluate()[0] is the loss
# loses: evaluate_accuracy
# mistake: returns_loss
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    return model.evaluate(images, labels, verbose=0)[0]
