# assignment: mnist_sgd
# family: tampering
# about: ignores every signal that can be ignored, cancels alarms, then spins for ten minutes
# loses: evaluate_model
# may_lose: *
# flag: yes
# %% evaluate_model
import signal
import time


def evaluate_model(model, images, labels):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError, TypeError):
            pass
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.alarm(0)
        except BaseException:
            pass
    return 1.0
