# assignment: mnist_sgd
# about: test_on_batch with all images, for which Keras resets the metrics
# loses:
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.test_on_batch(images, labels)
    return float(accuracy)
