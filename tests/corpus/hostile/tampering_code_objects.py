# assignment: mnist_sgd
# family: tampering
# about: swaps the code objects of NumPy's comparison and of the autograder's functions
# loses: evaluate_model
# may_lose: *
# flag: maybe
# %% evaluate_model
import sys
import types


def evaluate_model(model, images, labels):
    return 0.5


def always_true(*arguments, **options):
    return True


def replace_code(function):
    if isinstance(function, types.FunctionType) and not function.__code__.co_freevars:
        function.__code__ = always_true.__code__
        function.__defaults__ = None
        function.__kwdefaults__ = None


for name in ("assert_allclose", "assert_array_equal", "assert_array_almost_equal", "assert_equal"):
    replace_code(getattr(np.testing, name))
for name in ("allclose", "isclose", "array_equal"):
    replace_code(getattr(getattr(np, name), "__wrapped__", getattr(np, name)))
for module_name, module in list(sys.modules.items()):
    if module_name.startswith("autograder") and module_name != "autograder.data":
        for value in list(vars(module).values()):
            replace_code(value)
