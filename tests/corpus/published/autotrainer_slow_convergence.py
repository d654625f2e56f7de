# assignment: mnist_adam
# about: a learning rate that is far too small
# source: AUTOTRAINER (Zhang, Zhai, Ma, Shen, ICSE 2021), training problem slow convergence
# loses: train_with_adam
# may_lose: test_accuracy
# mistake: learning_rate_too_small
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-7),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, verbose=0)
