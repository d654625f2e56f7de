# assignment: mnist_cnn
# about: returns the shape with the images
# loses: prepare_images
# mistake: wrong_type
# %% prepare_images
def prepare_images(images):
    x = images[..., None] / 255
    return {"images": x, "shape": x.shape}
