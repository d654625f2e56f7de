# assignment: mnist_sgd
# about: Why does argmax give one number for all of my images?
# loses: predict_digits
# mistake: one_label
# %% predict_digits
def predict_digits(model, images):
    return np.argmax(model.predict(images, verbose=0))
