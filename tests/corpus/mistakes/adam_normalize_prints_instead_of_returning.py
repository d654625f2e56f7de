# assignment: mnist_adam
# about: prints the result
# loses: normalize_images test_accuracy
# mistake: returns_none
# %% normalize_images
def normalize_images(images):
    print(images / 255.0)
