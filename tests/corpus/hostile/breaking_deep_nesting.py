# assignment: mnist_sgd
# family: breaking
# about: lists nested 100,000 deep, lists that contain themselves, dictionaries likewise
# loses: flatten_images evaluate_model predict_digits
# may_lose: *
# flag: maybe
# %% flatten_images
def flatten_images(images):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
# %% evaluate_model
def evaluate_model(model, images, labels):
    itself = {}
    itself["itself"] = itself
    return itself
# %% predict_digits
def predict_digits(model, images):
    itself = []
    itself.append(itself)
    return itself
