# assignment: mnist_sgd
# about: What is invalid about my syntax?
# loses: flatten_images
# mistake: 
# %% flatten_images
def flatten_images(images)
    return images.reshape(len(images), -1)
