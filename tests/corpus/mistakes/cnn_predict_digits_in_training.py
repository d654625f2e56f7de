# assignment: mnist_cnn
# about: predicts as in training, so that dropout guesses along
# loses: predict_digits
# mistake: other_labels_again
# %% predict_digits
def predict_digits(model, images):
    return np.asarray(model(images, training=True)).argmax(axis=1)
