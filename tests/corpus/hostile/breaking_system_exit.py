# assignment: mnist_sgd
# family: breaking
# about: raises SystemExit, KeyboardInterrupt, GeneratorExit and a BaseException of its own
# loses: show_digits flatten_images evaluate_model predict_digits
# may_lose:
# flag: maybe
# %% show_digits
def show_digits(images, labels):
    raise SystemExit(0)
# %% flatten_images
def flatten_images(images):
    raise KeyboardInterrupt
# %% evaluate_model
def evaluate_model(model, images, labels):
    raise GeneratorExit
# %% predict_digits
class Unusual(BaseException):
    pass


def predict_digits(model, images):
    raise Unusual("nobody catches me")
