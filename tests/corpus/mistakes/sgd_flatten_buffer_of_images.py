# assignment: mnist_sgd
# about: reads the numbers from memory, which a view does not have in one piece
# loses: flatten_images
# mistake: raises_for_views
# %% flatten_images
def flatten_images(images):
    return np.frombuffer(images.data, images.dtype).reshape(len(images), -1)
