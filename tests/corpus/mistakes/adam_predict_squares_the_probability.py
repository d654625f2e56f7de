# assignment: mnist_adam
# about: the square of the probability
# loses: predict_digit
# mistake: made_of_probability
# %% predict_digit
def predict_digit(model, image):
    p = model.predict(image[None], verbose=0)[0]; d = int(p.argmax())
    return d, float(p[d]) ** 2
