# assignment: mnist_adam
# about: the lead over the second best as confidence
# loses: predict_digit
# mistake: lead
# %% predict_digit
def predict_digit(model, image):
    p = model.predict(image[None], verbose=0)[0]
    second, first = np.sort(p)[-2:]
    return int(p.argmax()), float(first - second)
