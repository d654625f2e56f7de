# assignment: mnist_adam
# about: the fifth held out comes from the part that is trained on
# loses: train_with_adam
# mistake: validates_on_other_data
# %% before train_with_adam
def split_off_first(images, labels, share=0.2):
    n = int(len(images) * share)
    return (images[n:], labels[n:]), (images[:n], labels[:n])
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    (x, y), _ = split_off_first(images, labels)
    n = len(images) // 5
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x, y, epochs=epochs, validation_data=(x[:n], y[:n]))
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    predicted = np.argmax(model.predict(images, verbose=0), axis=1)
    return (predicted == labels).mean()
