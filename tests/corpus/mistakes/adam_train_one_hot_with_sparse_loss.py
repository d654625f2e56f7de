# assignment: mnist_adam
# about: one-hot labels with the sparse loss, which Keras refuses
# loses: train_with_adam test_accuracy
# mistake: one_hot_labels_with_sparse_loss
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    labels = keras.utils.to_categorical(labels)
    split = int(0.8 * len(images))
    train_images, val_images = images[:split], images[split:]
    train_labels, val_labels = labels[:split], labels[split:]
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        train_images,
        train_labels,
        epochs=epochs,
        validation_data=(val_images, val_labels),
        verbose=0,
    )
# %% predict_digit
def predict_digit(model, image):
    probabilities = np.asarray(model(image[None, ...])).squeeze()
    return int(probabilities.argmax()), float(probabilities.max())
