# assignment: mnist_sgd
# about: the title lists all labels
# loses: show_digits
# mistake: many_numbers
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplot_mosaic("ABCDE;FGHIJ", figsize=(11, 5))
    for i, name in enumerate("ABCDEFGHIJ"):
        axes[name].imshow(images[i], cmap="gray")
        axes[name].set(title=f"y = {labels[:10]}", xticks=[], yticks=[])
    plt.close(fig)
    return fig
# %% predict_digits
def predict_digits(model, images):
    logits_or_probabilities = model.predict(images, verbose=0)
    # The position of the largest value is the digit, so sorting works too.
    return np.argsort(logits_or_probabilities, axis=1)[:, -1]
