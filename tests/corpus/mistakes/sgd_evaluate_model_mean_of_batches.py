# assignment: mnist_sgd
# about: averages the accuracies of batches of 64, so a short last batch counts as much as a full one
# loses: evaluate_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    scores = []
    for start in range(0, len(images), 64):
        stop = start + 64
        guess = np.argmax(model.predict_on_batch(images[start:stop]), axis=-1)
        scores.append(np.mean(guess == labels[start:stop]))
    return float(np.mean(scores))
