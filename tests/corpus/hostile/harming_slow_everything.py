# assignment: mnist_adam
# family: harming
# about: each function is correct but takes some seconds longer at every call than the time before
# loses:
# may_lose: *
# flag: maybe
# %% normalize_images
import time

calls = []


def dawdle():
    calls.append(1)
    time.sleep(min(4 * len(calls), 60))


def normalize_images(images):
    dawdle()
    return images / 255.0
# %% predict_digit
def predict_digit(model, image):
    dawdle()
    probabilities = model.predict(np.asarray(image)[np.newaxis], verbose=0)[0]
    return int(np.argmax(probabilities)), float(np.max(probabilities))
