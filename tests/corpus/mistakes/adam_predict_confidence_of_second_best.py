# assignment: mnist_adam
# about: the probability of the second best digit
# loses: predict_digit
# mistake: confidence_of_other
# %% normalize_images
normalize_images = lambda images: np.divide(images, 255)
# %% evaluate_accuracy
evaluate_accuracy = lambda model, images, labels: accuracy_score(
    labels, np.argmax(model.predict(images, verbose=0), axis=1)
)
# %% predict_digit
def predict_digit(model, image):
    ranked = sorted(enumerate(model.predict(image[np.newaxis], verbose=0)[0]), key=lambda p: -p[1])
    (digit, _), (_, confidence) = ranked[:2]
    return digit, float(confidence)
