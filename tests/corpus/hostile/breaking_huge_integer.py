# assignment: mnist_sgd
# family: breaking
# about: integers of millions of digits as accuracy, label and traceback text
# loses: evaluate_model predict_digits
# may_lose:
# flag: maybe
# %% evaluate_model
def evaluate_model(model, images, labels):
    return 1 << 50_000_000
# %% predict_digits
def predict_digits(model, images):
    return [10**5000] * len(images)
