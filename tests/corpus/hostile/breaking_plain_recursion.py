# assignment: mnist_adam
# family: breaking
# about: endless recursion within Python's own limit, with a traceback of a thousand frames
# loses: predict_digit
# may_lose:
# flag: maybe
# %% predict_digit
def predict_digit(model, image):
    def again(depth):
        return again(depth + 1) + 1

    return again(0)
