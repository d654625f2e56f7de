# assignment: mnist_adam
# about: one-hot labels; error rate
# loses: train_with_adam evaluate_accuracy
# mistake: one_hot_labels error_rate
# %% before train_with_adam
def split_off_first(images, labels, share=0.2):
    n = int(len(images) * share)
    return (images[n:], labels[n:]), (images[:n], labels[:n])
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    (x, y), validation = split_off_first(images, keras.utils.to_categorical(labels, 10))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, epochs=epochs, validation_data=validation)
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return (predicted != labels).mean()
