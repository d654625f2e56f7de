# assignment: mnist_cnn
# about: takes the position along the images
# loses: predict_digits
# mistake: argmax_axis
# %% predict_digits
def predict_digits(model, images):
    return np.argmax(model.predict(images, verbose=0), axis=0)
