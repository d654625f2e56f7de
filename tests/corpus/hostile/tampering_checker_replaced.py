# assignment: mnist_adam
# family: tampering
# about: the name `check` is bound to an object that always gives full points
# loses: build_model test_accuracy
# may_lose:
# flag: maybe
# %% before normalize_images
class FullMarks:
    def __call__(self, task, *arguments, **options):
        return self

    def __repr__(self):
        return "2.0"

    def _repr_html_(self):
        return "<p>2.0 of 2.0 points</p>"

    def __float__(self):
        return 2.0


check = FullMarks()
# %% build_model
def build_model():
    return check
