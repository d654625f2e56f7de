# assignment: mnist_sgd
# about: keeps results in a global dictionary by shape, so a second batch of the same shape gets the first batch's pixels
# mistake: same_result_again
# loses: normalize_images
# may_lose: test_accuracy
# %% normalize_images
already_scaled = {}


def normalize_images(images):
    # scaling 60,000 images takes a moment, so do it only once
    key = images.shape
    if key not in already_scaled:
        already_scaled[key] = images.astype("float32") / 255.0
    return already_scaled[key]
