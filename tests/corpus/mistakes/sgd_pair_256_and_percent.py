# assignment: mnist_sgd
# about: divides by 256; accuracy in percent
# loses: normalize_images evaluate_model
# mistake: divides_by_256 percent
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-256 to floating point values from 0 to 1."""
    return images.astype("float32") / 256
# %% evaluate_model
def evaluate_model(model, images, labels):
    """Return the accuracy of the model, from 0 to 1."""
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return 100 * accuracy
