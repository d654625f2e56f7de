# assignment: mnist_cnn
# about: sets the rate of every dropout to 0 to measure without it, and leaves it so
# loses: evaluate_model
# mistake: changes_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0
    return float(model.evaluate(images, labels, verbose=0)[1])
