# assignment: mnist_adam
# about: grey levels go into the network as they are
# source: UMLAUT (Schoop, Huang, Hartmann, CHI 2021), first program of its repository
# loses: normalize_images
# may_lose: test_accuracy
# mistake: not_scaled
# %% normalize_images
def normalize_images(images):
    return images.astype("float32")
