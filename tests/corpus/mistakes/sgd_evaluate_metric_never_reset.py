# assignment: mnist_sgd
# about: a metric that is made once and goes on counting from call to call
# loses: evaluate_model
# mistake: depends_on_earlier
# %% before evaluate_model
accuracy_metric = keras.metrics.SparseCategoricalAccuracy()
# %% evaluate_model
def evaluate_model(model, images, labels):
    accuracy_metric.update_state(labels, model.predict(images, verbose=0))
    return float(accuracy_metric.result())
