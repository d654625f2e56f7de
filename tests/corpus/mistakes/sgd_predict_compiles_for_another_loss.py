# assignment: mnist_sgd
# about: compiles the model for another loss, without a metric, before it predicts: right digits, but it cannot be evaluated any more
# loses: predict_digits
# mistake: changes_model
# %% predict_digits
def predict_digits(model, images):
    model.compile(optimizer=model.optimizer, loss="mse")
    return model.predict(images, verbose=0).argmax(axis=1)
