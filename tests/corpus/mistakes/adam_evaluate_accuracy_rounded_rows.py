# assignment: mnist_adam
# about: compares rounded probabilities with one-hot rows: an image whose best probability is under one half counts as wrong
# loses: evaluate_accuracy
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    rounded = np.round(model.predict(images, verbose=0)).astype(int)
    truth = np.eye(10, dtype=int)[labels]
    return float(accuracy_score(truth, rounded))
