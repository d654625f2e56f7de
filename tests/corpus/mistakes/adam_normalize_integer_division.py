# assignment: mnist_adam
# about: integer division, then conversion
# loses: normalize_images test_accuracy
# mistake: integer_division
# %% normalize_images
def normalize_images(images):
    """Scale grey levels 0-255 to floating point values from 0 to 1."""
    return (images // 255).astype("float32")
