# assignment: mnist_adam
# about: the batch axis stands last
# loses: predict_digit
# mistake: images_of_another_shape
# %% plot_history
def plot_history(history):
    plt.figure(figsize=(12, 5))

    plt.subplot(1, 2, 1)
    plt.plot(history.history["loss"])
    plt.plot(history.history["val_loss"])
    plt.title("Model loss")
    plt.ylabel("Loss")
    plt.xlabel("Epoch")
    plt.legend(["Train", "Validation"], loc="upper right")

    plt.subplot(1, 2, 2)
    plt.plot(history.history["accuracy"])
    plt.plot(history.history["val_accuracy"])
    plt.title("Model accuracy")
    plt.ylabel("Accuracy")
    plt.xlabel("Epoch")
    plt.legend(["Train", "Validation"], loc="lower right")
    return plt.gcf()
# %% predict_digit
def predict_digit(model, image):
    batch = np.expand_dims(image, axis=-1)
    probs = model.predict(batch)
    return int(np.argmax(probs)), float(np.max(probs))
