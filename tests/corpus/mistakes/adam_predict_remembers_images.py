# assignment: mnist_adam
# about: keeps the answer for each image, whichever model is asked
# loses: predict_digit
# mistake: keeps_old_weights
# %% before predict_digit
answers = {}
# %% predict_digit
def predict_digit(model, image):
    key = np.asarray(image).tobytes()
    if key not in answers:
        probabilities = model.predict(image[np.newaxis], verbose=0)[0]
        answers[key] = int(probabilities.argmax()), float(probabilities.max())
    return answers[key]
