# assignment: mnist_sgd
# family: harming
# about: sleeps for ten minutes and uses no CPU at all
# loses: evaluate_model
# may_lose:
# flag: yes
# %% evaluate_model
import time


def evaluate_model(model, images, labels):
    time.sleep(600)
    return None
