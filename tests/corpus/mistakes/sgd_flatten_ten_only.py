# assignment: mnist_sgd
# about: left over from the try-it cell: never flattens more than the first ten images
# loses: flatten_images
# mistake: wrong_for_many
# %% flatten_images
def flatten_images(images):
    return images[:10].reshape(-1, 28 * 28)
