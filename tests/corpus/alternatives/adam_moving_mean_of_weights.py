# assignment: mnist_adam
# about: lets the optimizer keep a moving mean of the weights (EMA)
# loses:
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    optimizer = keras.optimizers.Adam(use_ema=True, ema_momentum=0.9)
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, verbose=0)
