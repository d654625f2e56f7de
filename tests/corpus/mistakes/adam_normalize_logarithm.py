# assignment: mnist_adam
# about: a logarithmic scale
# loses: normalize_images
# mistake: bends_levels
# %% normalize_images
def normalize_images(images):
    match images.dtype.kind:
        case "u":
            return np.log1p(images.astype("float32")) / np.log(256).astype("float32")
        case _:
            return images
