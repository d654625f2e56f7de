# assignment: mnist_cnn
# about: returns how sure it is
# loses: predict_digits
# mistake: returns_confidence float_labels
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0).max(axis=1)
