# assignment: mnist_sgd
# about: Why can float not take what evaluate gives?
# loses: evaluate_model
# mistake: list_for_number
# %% evaluate_model
def evaluate_model(model, images, labels):
    return float(model.evaluate(images, labels, verbose=0))
