# assignment: mnist_sgd
# about: trains without saying how: no optimizer, no loss
# source: NeuraLint (Nikanjam, Ben Braiek, Morovati, Khomh, TOSEM 2021), rule on the learner: an optimizer and a loss are defined
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: not_compiled_yet not_compiled
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    return model.fit(images, labels, epochs=epochs, verbose=0)
