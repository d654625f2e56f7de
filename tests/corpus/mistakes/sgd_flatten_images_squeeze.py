# assignment: mnist_sgd
# about: squeezes the result, so a batch of one image comes back as (784,) and not (1, 784)
# loses: flatten_images
# %% flatten_images
def flatten_images(images):
    rows = images.reshape(images.shape[0], 28 * 28, 1)
    return np.squeeze(rows)
# %% evaluate_model
def evaluate_model(model, images, labels):
    scores = model.evaluate(images, labels, verbose=0, return_dict=True)
    return scores["accuracy"]
