# assignment: mnist_adam
# student: alan
# about: an error in one function, the pair in the wrong order in another
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = model.predict_classes(images)
    return accuracy_score(labels, predicted)


# %% predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image[np.newaxis], verbose=0)[0]
    return float(probabilities.max()), int(probabilities.argmax())
