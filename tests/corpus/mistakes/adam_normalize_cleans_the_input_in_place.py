# assignment: mnist_adam
# about: inverts the array in place to look at it and forgets to undo it
# loses: normalize_images
# may_lose: test_accuracy
# mistake: changes_input
# %% normalize_images
def normalize_images(images):
    result = images / 255
    np.subtract(255, images, out=images)
    return result
