# assignment: mnist_sgd
# about: sorts each row
# loses: flatten_images
# mistake: changes_values
# %% flatten_images
def flatten_images(images):
    return np.sort(images.reshape(-1, 784), axis=1)
