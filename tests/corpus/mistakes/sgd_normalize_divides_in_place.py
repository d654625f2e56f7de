# assignment: mnist_sgd
# about: in-place division of integers, which NumPy refuses
# loses: normalize_images test_accuracy
# mistake: divides_in_place
# %% normalize_images
def normalize_images(images):
    images /= 255
    return images
