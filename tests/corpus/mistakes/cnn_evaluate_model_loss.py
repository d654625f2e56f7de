# assignment: mnist_cnn
# about: returns the loss
# loses: evaluate_model
# mistake: returns_loss
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return loss
