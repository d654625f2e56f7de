# assignment: mnist_cnn
# about: returns percent
# loses: evaluate_model
# mistake: percent
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return 100 * accuracy
