# assignment: mnist_sgd
# about: sets the optimizer's learning rate to 0 and leaves it so: the accuracy is right, but the model was changed and learns nothing any more
# loses: evaluate_model
# mistake: changes_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    # evaluating must not train the model, so take the step size away first
    model.optimizer.learning_rate = 0.0
    scores = model.evaluate(images, labels, verbose=0, return_dict=True)
    return scores["accuracy"]
