# assignment: mnist_sgd
# about: a Keras Flatten layer turns float64 images into float32, so the type changes
# loses: flatten_images
# mistake: changes_dtype
# %% flatten_images
def flatten_images(images):
    return np.array(keras.layers.Flatten()(images))
