# assignment: mnist_sgd
# about: trains an epoch at the learning rate 0, takes the accuracy that is logged, and puts the rate back
# loses: evaluate_model
# mistake: changes_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    rate = float(np.asarray(model.optimizer.learning_rate))
    model.optimizer.learning_rate = 0.0
    history = model.fit(images, labels, epochs=1, verbose=0)
    model.optimizer.learning_rate = rate
    return float(history.history["accuracy"][0])
