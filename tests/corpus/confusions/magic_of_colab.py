# assignment: mnist_sgd
# about: Why is %tensorflow_version not a magic?
# loses: flatten_images
# mistake: 
# %% flatten_images
%tensorflow_version 2.x
def flatten_images(images):
    return images.reshape(len(images), -1)
