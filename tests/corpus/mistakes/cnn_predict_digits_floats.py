# assignment: mnist_cnn
# about: returns digits as floats
# loses: predict_digits
# mistake: float_labels
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0).argmax(axis=1).astype("float32")
