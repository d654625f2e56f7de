# assignment: mnist_sgd
# family: breaking
# about: an exception with a cause that leads back to itself, and one with 5000 causes
# loses: evaluate_model flatten_images
# may_lose:
# flag: maybe
# %% evaluate_model
def evaluate_model(model, images, labels):
    first, second = ValueError("first"), KeyError("second")
    first.__cause__, second.__cause__ = second, first
    raise first
# %% flatten_images
def flatten_images(images):
    problem = None
    for number in range(5000):
        following = ValueError(number)
        following.__cause__ = problem
        problem = following
    raise problem
