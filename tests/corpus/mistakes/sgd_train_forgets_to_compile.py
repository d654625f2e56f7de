# assignment: mnist_sgd
# about: fit without compile
# loses: train_with_sgd test_accuracy
# mistake: not_compiled_yet
# %% show_digits
def show_digits(images, labels):
    fig, axs = plt.subplots(1, 10, figsize=(15, 2))
    for i in range(10):
        axs[i].imshow(images[i], cmap="gray", vmin=0, vmax=255)
        axs[i].set_title("label: " + str(labels[i]))
        axs[i].axis("off")
    return fig
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    history = model.fit(images, labels, epochs=epochs, validation_split=0.1, verbose=0)
    return history
