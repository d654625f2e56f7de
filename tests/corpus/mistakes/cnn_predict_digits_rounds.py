# assignment: mnist_cnn
# about: rounds the probabilities
# loses: predict_digits
# mistake: one_hot
# %% predict_digits
def predict_digits(model, images):
    return np.round(model.predict(images, verbose=0))
