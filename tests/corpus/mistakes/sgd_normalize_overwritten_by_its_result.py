# assignment: mnist_sgd
# about: the name of the function is given to its result later
# loses: normalize_images test_accuracy
# mistake: not_callable
# %% normalize_images
def normalize_images(images):
    return images / 255
# %% end
normalize_images = normalize_images(x_train)
