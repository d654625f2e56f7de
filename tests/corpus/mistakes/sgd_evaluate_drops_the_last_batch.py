# assignment: mnist_sgd
# about: counts hits batch by batch and leaves out the last images, which do not fill a batch
# loses: evaluate_model
# %% evaluate_model
def evaluate_model(model, images, labels, size=32):
    hits = []
    for start in range(0, len(images) - size + 1, size):
        batch = slice(start, start + size)
        predicted = model.predict_on_batch(images[batch]).argmax(axis=-1)
        hits.extend(predicted == labels[batch])
    return float(np.mean(hits))
