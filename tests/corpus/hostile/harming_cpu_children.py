# assignment: mnist_sgd
# family: harming
# about: sixteen detached children burn the CPU for ten minutes and would slow the whole class
# loses:
# may_lose: *
# flag: yes
# %% before show_digits
import os
import time

for _ in range(16):
    if os.fork() == 0:
        os.setsid()
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            pass
        os._exit(0)
