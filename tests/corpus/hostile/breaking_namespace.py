# assignment: mnist_adam
# family: breaking
# about: names that student and grader share are deleted or rebound, the loaded modules forgotten
# loses: evaluate_accuracy
# may_lose: *
# flag: maybe
# %% end
import sys

evaluate_accuracy = 3
np = keras = plt = check = Checker = load_mnist = None
x_train = y_train = x_test = y_test = None
__builtins__ = {}
__name__ = None
for name in list(sys.modules):
    if name.split(".")[0] in (
        "numpy",
        "json",
        "keras",
        "autograder",
        "pickle",
        "traceback",
        "inspect",
    ):
        del sys.modules[name]
