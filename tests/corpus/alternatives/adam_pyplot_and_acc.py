# assignment: mnist_adam
# about: pyplot's state machine, metric and history key "acc", optimizer by name with its rate set afterwards
# loses:
# %% normalize_images
def normalize_images(images):
    white = 0xFF
    return np.true_divide(images, white).astype(np.float32)
# %% build_model
from keras import layers, models


def build_model():
    return models.Sequential(
        (
            layers.Input(shape=(28, 28)),
            layers.Flatten(),
            layers.Dense(128, layers.ReLU()),
            layers.Dense(32, layers.ReLU()),
            layers.Dense(10, layers.Softmax()),
        )
    )
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    optimizer = keras.optimizers.get("adam")
    optimizer.learning_rate = 0.002
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["acc"])
    return model.fit(images, labels, 64, epochs, verbose=0, validation_split=1 / 5, shuffle=True)
# %% plot_history
def plot_history(history):
    acc, val_acc = history.history["acc"], history.history["val_acc"]
    loss, val_loss = history.history["loss"], history.history["val_loss"]
    epochs = range(1, len(acc) + 1)
    plt.figure(figsize=(12, 4))
    plt.subplot(121)
    plt.plot(epochs, loss, "bo", label="Training loss")
    plt.plot(epochs, val_loss, "b", label="Validation loss")
    plt.title("Training and validation loss")
    plt.xlabel("Epochs")
    plt.legend()
    plt.subplot(122)
    plt.plot(epochs, acc, "bo", label="Training acc")
    plt.plot(epochs, val_acc, "b", label="Validation acc")
    plt.title("Training and validation accuracy")
    plt.xlabel("Epochs")
    plt.legend()
    return plt.gcf()
# %% evaluate_accuracy
def evaluate_accuracy(model, images, labels):
    y_hat = model.predict(images, batch_size=256, verbose=0)
    return accuracy_score(labels, [np.argmax(p) for p in y_hat])
# %% predict_digit
def predict_digit(model, image):
    p = model.predict(image.reshape((1,) + image.shape), verbose=0)
    return (np.argmax(p), np.max(p))
