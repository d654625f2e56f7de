# assignment: mnist_adam
# family: harming
# about: asks for input, reads standard input and the terminal, and starts a pager
# loses: predict_digit
# may_lose:
# flag: maybe
# %% predict_digit
import sys


def predict_digit(model, image):
    for ask in (
        lambda: input("Which digit is it? "),
        sys.stdin.readline,
        lambda: open("/dev/tty").readline(),
    ):
        try:
            return int(ask()), 1.0
        except (OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
            pass
        except Exception as problem:
            print(type(problem))
    return None
