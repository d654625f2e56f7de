# assignment: mnist_cnn
# about: one truth value an image: whether the model is sure
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images, verbose=0).max(axis=1) > 0.5
