# assignment: mnist_adam
# about: the logarithm of the probability
# loses: predict_digit
# mistake: made_of_probability
# %% predict_digit
def predict_digit(model, image):
    log_p = np.log(model.predict(image[np.newaxis], verbose=0)[0])
    best = int(np.argmax(log_p))
    return best, float(log_p[best])
