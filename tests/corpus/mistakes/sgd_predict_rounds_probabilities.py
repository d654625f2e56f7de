# assignment: mnist_sgd
# about: rounds the probabilities to two decimals before argmax: where the two best round to the same number, the smaller digit wins instead of the most probable one
# loses: predict_digits
# mistake: wrong_labels
# %% predict_digits
def predict_digits(model, images):
    probabilities = np.round(model.predict(images, verbose=0), 2)
    return np.argmax(probabilities, axis=1)
