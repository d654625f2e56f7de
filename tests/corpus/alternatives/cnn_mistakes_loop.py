# assignment: mnist_cnn
# about: a loop with append
# loses:
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    both = []
    for i in range(len(labels)):
        if first[i] == labels[i] or second[i] == labels[i]:
            continue
        both.append(i)
    return np.array(both, dtype=int)
# %% evaluate_model
def evaluate_model(model, images, labels):
    digits = model.predict(images, verbose=0).argmax(axis=-1)
    return float((digits == labels).mean())
