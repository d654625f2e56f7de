# assignment: mnist_adam
# about: leaves the first epoch out
# loses: plot_history
# mistake: leaves_out_epochs
# %% plot_history
def plot_history(history):
    plt.figure(figsize=(12, 5))

    plt.subplot(1, 2, 1)
    plt.plot(history.history["loss"][1:])
    plt.plot(history.history["val_loss"][1:])
    plt.title("Model loss")
    plt.ylabel("Loss")
    plt.xlabel("Epoch")
    plt.legend(["Train", "Validation"][1:], loc="upper right")

    plt.subplot(1, 2, 2)
    plt.plot(history.history["accuracy"][1:])
    plt.plot(history.history["val_accuracy"][1:])
    plt.title("Model accuracy")
    plt.ylabel("Accuracy")
    plt.xlabel("Epoch")
    plt.legend(["Train", "Validation"][1:], loc="lower right")
    return plt.gcf()
# %% predict_digit
def predict_digit(model, image):
    batch = np.expand_dims(image, axis=0)
    probs = model.predict(batch)
    return int(np.argmax(probs)), float(np.max(probs))
