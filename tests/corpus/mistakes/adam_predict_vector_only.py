# assignment: mnist_adam
# about: returns the probabilities and nothing else
# loses: predict_digit
# mistake: not_a_pair
# %% predict_digit
def predict_digit(model, image):
    return model.predict(image.reshape(1, 28, 28), verbose=0)[0]
