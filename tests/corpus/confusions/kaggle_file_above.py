# assignment: mnist_sgd
# about: It works in Kaggle. Why is my function not there?
# loses: flatten_images
# mistake: 
# %% flatten_images
weights = np.load("/kaggle/input/mnist/weights.npy")

def flatten_images(images):
    return images.reshape(len(images), -1)
