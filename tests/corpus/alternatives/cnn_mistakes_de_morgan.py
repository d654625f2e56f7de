# assignment: mnist_cnn
# about: the negation of one of both right
# loses:
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    right = (first == labels) | (second == labels)
    return np.flatnonzero(~right)
# %% evaluate_model
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0, return_dict=True)["accuracy"]
