# assignment: mnist_adam
# family: breaking
# about: closes, replaces and redirects the standard streams; the work itself is right
# loses:
# may_lose: *
# flag: maybe
# %% before normalize_images
import os
import sys


class Nowhere:
    def write(self, text):
        raise OSError("no space left on stream")

    def __getattr__(self, name):
        raise OSError(name)


sys.stdout.flush()
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Nowhere()
sys.stdin = None
for descriptor in (0, 1, 2):
    os.close(descriptor)
