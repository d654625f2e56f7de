# assignment: mnist_adam
# about: a schedule has no learning rate for more epochs than the default
# loses: train_with_adam
# mistake: stops_learning
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    schedule = keras.callbacks.LearningRateScheduler(
        lambda epoch, rate: rate if epoch < 25 else 0.0
    )
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[schedule], verbose=0
    )
