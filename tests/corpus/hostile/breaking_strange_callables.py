# assignment: mnist_adam
# family: breaking
# about: tasks that are not functions: a class, a coroutine, an object with a lying signature
# loses: normalize_images evaluate_accuracy predict_digit test_accuracy
# may_lose:
# flag: maybe
# %% normalize_images
class normalize_images:
    def __init__(self, images):
        self.__wrapped__ = self
# %% evaluate_accuracy
class Liar:
    @property
    def __signature__(self):
        raise RuntimeError("guess")

    @property
    def __wrapped__(self):
        return Liar()

    @property
    def __name__(self):
        return 42

    @property
    def __code__(self):
        return "code"

    @property
    def __doc__(self):
        raise RuntimeError("undocumented")

    def __call__(self, *arguments, **options):
        raise TypeError("evaluate_accuracy() missing 1 required positional argument: 'model'")


evaluate_accuracy = Liar()
# %% predict_digit
async def predict_digit(model, image):
    return 7, 1.0
