# assignment: mnist_cnn
# about: returns the probabilities
# loses: predict_digits
# mistake: probabilities
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0)
