# assignment: mnist_sgd
# about: Why does grading not ask me for the number of images?
# loses: flatten_images
# mistake: waits_for_input
# %% flatten_images
def flatten_images(images):
    count = int(input("How many images? "))
    return images.reshape(count, -1)
