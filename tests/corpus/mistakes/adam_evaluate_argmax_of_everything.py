# assignment: mnist_adam
# about: argmax without an axis
# loses: evaluate_accuracy
# mistake: argmax_axis
# %% normalize_images
normalize_images = lambda images: np.divide(images, 255)
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = np.argmax(model.predict(images, verbose=0))
    return np.mean(predicted == labels)
# %% predict_digit
def predict_digit(model, image):
    ranked = sorted(enumerate(model.predict(image[np.newaxis], verbose=0)[0]), key=lambda p: -p[1])
    digit, confidence = ranked[0]
    return digit, float(confidence)
