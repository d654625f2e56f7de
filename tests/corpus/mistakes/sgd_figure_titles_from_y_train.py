# assignment: mnist_sgd
# about: the titles come from y_train
# loses: show_digits
# mistake: labels_of_other_images
# %% show_digits
def show_digits(images, labels):
    figure, axes = plt.subplots(nrows=2, ncols=5)
    k = 0
    for row in range(2):
        for column in range(5):
            axes[row, column].imshow(images[k], cmap="gray")
            axes[row, column].set_title("%d" % y_train[k])
            k += 1
    return figure
# %% normalize_images
def normalize_images(images):
    result = np.zeros(images.shape, dtype=np.float32)
    for i in range(len(images)):
        result[i] = images[i] / 255.0
    return result
# %% flatten_images
def flatten_images(images):
    flat = np.empty((len(images), 784), dtype=images.dtype)
    for i, image in enumerate(images):
        flat[i] = image.flatten()
    return flat
# %% evaluate_model
def evaluate_model(model, images, labels):
    predictions = model.predict(images, verbose=0)
    correct = 0
    for prediction, label in zip(predictions, labels):
        if prediction.argmax() == label:
            correct += 1
    return correct / len(labels)
# %% predict_digits
def predict_digits(model, images):
    digits = []
    for probabilities in model.predict(images, verbose=0):
        digits.append(int(np.argmax(probabilities)))
    return digits
