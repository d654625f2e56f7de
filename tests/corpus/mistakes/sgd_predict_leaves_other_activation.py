# assignment: mnist_sgd
# about: replaces the activation of the model's last layer and leaves it so: right digits, but the model now returns no probabilities
# loses: predict_digits
# mistake: changes_model
# %% predict_digits
def predict_digits(model, images):
    # Softmax keeps the order, so the largest raw score is enough.
    model.layers[-1].activation = keras.activations.linear
    scores = np.asarray(model(images))
    return np.argmax(scores, axis=-1)
