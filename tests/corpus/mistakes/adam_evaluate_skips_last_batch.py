# assignment: mnist_adam
# about: whole batches of 32 only
# loses: evaluate_accuracy
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    hits = []
    for start in range(0, len(images) - 32, 32):
        batch = model.predict(images[start : start + 32], verbose=0)
        hits.append(np.mean(batch.argmax(axis=1) == labels[start : start + 32]))
    return np.mean(hits)
