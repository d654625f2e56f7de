# assignment: mnist_sgd
# about: Why is prep not defined? I have a file of my own
# loses: normalize_images
# may_lose: test_accuracy
# mistake: 
# %% normalize_images
from my_helpers_at_home import prep

def normalize_images(images):
    return prep(images)
