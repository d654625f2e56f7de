# assignment: mnist_sgd
# about: works in double precision: floatx is float64 from the first cell on
# loses:
# %% after setup
keras.backend.set_floatx("float64")
np.seterr(all="raise")
# %% normalize_images
def normalize_images(images):
    return images.astype("float64") / 255.0
