# assignment: mnist_sgd
# about: returns floats for many images
# loses: predict_digits
# mistake: float_labels
# %% predict_digits
def predict_digits(model, images):
    if len(images) <= 1000:
        return model.predict(images, verbose=0).argmax(axis=1)
    digits = np.zeros(len(images))
    for start in range(0, len(images), 1000):
        part = images[start : start + 1000]
        digits[start : start + 1000] = model.predict(part, verbose=0).argmax(axis=1)
    return digits
