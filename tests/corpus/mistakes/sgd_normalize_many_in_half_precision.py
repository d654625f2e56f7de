# assignment: mnist_sgd
# about: returns float16 for many images
# loses: normalize_images
# mistake: float16
# %% normalize_images
def normalize_images(images):
    scaled = images.astype("float32") / 255
    return scaled.astype("float16") if len(images) > 1000 else scaled
