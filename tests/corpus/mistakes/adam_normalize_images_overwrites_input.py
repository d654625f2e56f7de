# assignment: mnist_adam
# about: returns the right values but writes them back into the images that came in (which turn to 0 and 1)
# loses: normalize_images
# may_lose: test_accuracy
# %% normalize_images
def normalize_images(images):
    scaled = images / 255.0
    images[:] = scaled
    return scaled
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    y_hat = np.argmax(model.predict(images, verbose=0), axis=-1)
    return accuracy_score(y_true=labels, y_pred=y_hat)
