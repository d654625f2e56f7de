# assignment: mnist_cnn
# about: takes a loss that is better by less than 0.01 for no better one
# loses: train_model
# may_lose: test_accuracy
# mistake: ignores_small_steps
# %% train_model
def train_model(model, images, labels, epochs=20):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(min_delta=0.01, patience=2, restore_best_weights=True)
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=0)
