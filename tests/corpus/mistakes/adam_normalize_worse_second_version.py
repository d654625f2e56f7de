# assignment: mnist_adam
# about: a second version at the end replaces the right one
# loses: normalize_images
# mistake: centred
# %% normalize_images
def normalize_images(images):
    return images / 255
# %% end
# smoother gradients?
def normalize_images(images):
    return images / 127.5 - 1
