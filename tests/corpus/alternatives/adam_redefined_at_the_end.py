# assignment: mnist_adam
# about: an unfinished first version is completed in a cell at the end
# loses:
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    pass  # later
# %% end
# finishing what I left open
def evaluate_accuracy(model, images, labels):
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return accuracy_score(labels, predicted)
