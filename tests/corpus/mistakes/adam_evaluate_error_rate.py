# assignment: mnist_adam
# about: the share of wrong answers
# loses: evaluate_accuracy
# mistake: error_rate
# %% before normalize_images
!echo hello
import asyncio
await asyncio.sleep(0)
# %% predict_digit
def predict_digit(model, image):
    p = probabilities_of(model, image)
    return int(np.argmax(p)), float(np.amax(p))
# %% after predict_digit
def probabilities_of(model, image):
    return model.predict(np.array([image]), verbose=0).ravel()
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = np.argmax(model.predict(images, batch_size=128, verbose=0), axis=1)
    wrong = np.count_nonzero(predicted != labels)
    return wrong / len(labels)
