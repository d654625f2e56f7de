# assignment: mnist_sgd
# about: fills its rows in portions of 100 and loses the last row of each, which shows with many images alone
# loses: flatten_images
# mistake: wrong_for_many
# %% flatten_images
def flatten_images(images):
    rows = np.zeros((len(images), 784), images.dtype)
    for start in range(0, len(images), 100):
        part = images[start : start + 99]
        rows[start : start + len(part)] = part.reshape(len(part), 784)
    return rows
