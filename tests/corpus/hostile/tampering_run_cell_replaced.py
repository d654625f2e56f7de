# assignment: mnist_sgd
# family: tampering
# about: replaces the shell's run_cell, run_code and showtraceback, so that no cell ever fails
# loses: predict_digits
# may_lose: *
# flag: maybe
# %% end
import types

from IPython.core.interactiveshell import ExecutionResult


def predict_digits(model, images):
    return "all of them"


def never_fails(self, raw_cell="", *arguments, **options):
    result = ExecutionResult(None)
    result.result = 2.0
    result.execution_count = 1
    return result


shell = get_ipython()
shell.run_cell = types.MethodType(never_fails, shell)
shell.showtraceback = lambda *arguments, **options: print("2.0")
type(shell).run_cell = never_fails
