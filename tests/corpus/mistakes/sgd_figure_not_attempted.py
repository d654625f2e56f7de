# assignment: mnist_sgd
# about: the stub is left open
# loses: show_digits
# mistake: not_attempted
# %% show_digits
def show_digits(images, labels):
    raise NotImplementedError()
