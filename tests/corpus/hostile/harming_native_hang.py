# assignment: mnist_sgd
# family: harming
# about: one call into C of about ten minutes, in which no Python signal handler can run
# loses: predict_digits
# may_lose: *
# flag: yes
# %% predict_digits
def predict_digits(model, images):
    return sum(range(30_000_000_000))
