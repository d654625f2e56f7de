# assignment: mnist_sgd
# about: Why is my indentation unexpected?
# loses: normalize_images
# may_lose: test_accuracy
# mistake: 
# %% normalize_images
def normalize_images(images):
    scaled = images / 255
      return scaled
