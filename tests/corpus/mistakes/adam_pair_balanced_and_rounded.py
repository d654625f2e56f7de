# assignment: mnist_adam
# about: the mean of the classes' accuracies instead of the accuracy, and the confidence rounded to two decimals
# loses: evaluate_accuracy predict_digit
# %% before evaluate_accuracy
from sklearn.metrics import balanced_accuracy_score
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    classes = np.argmax(model.predict(images, verbose=0), axis=1)
    return float(balanced_accuracy_score(labels, classes))
# %% predict_digit
def predict_digit(model, image):
    [probs] = model.predict(image[None, ...], verbose=0)
    digit = int(np.argmax(probs))
    return digit, round(float(probs[digit]), 2)
