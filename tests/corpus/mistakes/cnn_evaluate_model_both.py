# assignment: mnist_cnn
# about: returns loss and accuracy
# loses: evaluate_model
# mistake: returns_pair
# %% evaluate_model
def evaluate_model(model, images, labels):
    return model.evaluate(images, labels, verbose=0)
