# assignment: mnist_sgd
# about: evaluates ten batches of 32 only, and divides the normalized images by 255 once more before predicting
# loses: evaluate_model predict_digits
# %% evaluate_model
def evaluate_model(model, images, labels):
    results = model.evaluate(images, labels, batch_size=32, steps=10, verbose=0)
    return float(results[1])
# %% predict_digits
def predict_digits(model, images):
    scaled = np.asarray(images, dtype="float32") / 255.0
    return np.argmax(model.predict(scaled, verbose=0), axis=1)
