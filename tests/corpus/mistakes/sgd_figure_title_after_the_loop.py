# assignment: mnist_sgd
# about: plt.title stands after the loop, so only the last axes has one
# loses: show_digits
# mistake: missing_titles
# %% show_digits
def show_digits(images, labels):
    plt.figure(figsize=(10, 5))
    for i in range(10):
        plt.subplot(2, 5, i + 1)
        plt.xticks([])
        plt.yticks([])
        plt.grid(False)
        plt.imshow(images[i], cmap="gray")
    plt.title(str(int(labels[i])))
    plt.tight_layout()
    return plt.gcf()
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    from keras.losses import SparseCategoricalCrossentropy
    from keras.optimizers import SGD

    model.compile(
        optimizer=SGD(learning_rate=0.1), loss=SparseCategoricalCrossentropy(), metrics=["acc"]
    )
    return model.fit(images, labels, epochs=epochs, batch_size=128, shuffle=True, verbose=2)
# %% predict_digits
def predict_digits(model, images):
    y_proba = model.predict(images)
    y_pred = y_proba.argmax(axis=-1)
    print(y_pred[:10])
    return y_pred
