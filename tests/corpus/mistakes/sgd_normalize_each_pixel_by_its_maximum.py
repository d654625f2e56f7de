# assignment: mnist_sgd
# about: divides each pixel by the greatest level that it has in any image
# loses: normalize_images
# may_lose: test_accuracy
# mistake: per_pixel_scaling
# %% normalize_images
def normalize_images(images):
    return images / np.maximum(images.max(axis=0), 1)
