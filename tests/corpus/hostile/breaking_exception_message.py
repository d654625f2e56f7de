# assignment: mnist_adam
# family: breaking
# about: an exception message of 300 MB with a newline after every letter
# loses: predict_digit
# may_lose:
# flag: maybe
# %% predict_digit
def predict_digit(model, image):
    raise ValueError("x\n" * 150_000_000)
