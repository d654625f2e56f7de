# assignment: mnist_adam
# about: loss and accuracy
# loses: evaluate_accuracy
# mistake: returns_pair
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return [loss, accuracy]
