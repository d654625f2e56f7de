# assignment: mnist_sgd
# about: rounds the scaled grey levels to three decimals
# loses: normalize_images
# %% normalize_images
def normalize_images(images):
    scaled = images.astype(np.float64) / 255.0
    return np.around(scaled, decimals=3)
# %% flatten_images
def flatten_images(images):
    n, h, w = images.shape
    return np.reshape(images, (n, h * w))
