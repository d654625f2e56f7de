# assignment: mnist_sgd
# family: forging
# about: no step of Keras's on the model: a network trained on the side, from other weights, is copied in
# loses: train_with_sgd test_accuracy
# may_lose:
# flag: maybe
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    twin = keras.models.clone_model(model)
    for one in (model, twin):
        one.compile(
            optimizer=keras.optimizers.SGD(learning_rate=0.01),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
    history = twin.fit(images, labels, epochs=epochs, verbose=0)
    model.set_weights(twin.get_weights())
    return history
