# assignment: mnist_adam
# about: scales by the smallest and largest grey level of the batch and not by 255
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    x = images.astype("float32")
    low, high = x.min(), x.max()
    return (x - low) / max(high - low, 1.0)
# %% predict_digit
def predict_digit(model, image):
    probs = np.asarray(model(image.reshape(1, 28, 28), training=False)).ravel()
    return int(probs.argmax()), float(probs.max())
