# assignment: mnist_sgd
# about: Adagrad instead of SGD, and the accuracy rounded to two decimals
# loses: train_with_sgd evaluate_model
# may_lose: test_accuracy
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    gradient_descent = keras.optimizers.Adagrad(learning_rate=0.01)
    model.compile(
        optimizer=gradient_descent, loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return model.fit(images, labels, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    return round(float(accuracy), 2)
