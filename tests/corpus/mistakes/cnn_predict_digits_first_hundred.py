# assignment: mnist_cnn
# about: predicts the first hundred images alone
# loses: predict_digits
# mistake: wrong_for_many
# %% predict_digits
def predict_digits(model, images):
    return model.predict(images[:100], verbose=0).argmax(axis=1)
