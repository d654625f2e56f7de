# assignment: mnist_sgd
# about: a wrong first try is corrected in a cell at the end
# loses:
# %% normalize_images
def normalize_images(images):
    # first try
    return images / 256
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0)
# %% end
def normalize_images(images):
    return images / 255


def predict_digits(model, images):
    return model.predict(images, verbose=0).argmax(axis=1)
