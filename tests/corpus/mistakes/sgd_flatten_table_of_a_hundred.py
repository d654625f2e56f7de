# assignment: mnist_sgd
# about: fills a table that has room for a hundred images
# loses: flatten_images
# mistake: raises_for_many
# %% flatten_images
def flatten_images(images):
    rows = np.zeros((100, 28 * 28), images.dtype)
    for number, image in enumerate(images):
        rows[number] = image.reshape(-1)
    return rows[: len(images)]
