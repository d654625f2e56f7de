# assignment: mnist_sgd
# about: measures on the first 500 images, to save time
# loses: evaluate_model
# mistake: wrong_for_many
# %% evaluate_model
def evaluate_model(model, images, labels):
    return float(model.evaluate(images[:500], labels[:500], verbose=0)[1])
