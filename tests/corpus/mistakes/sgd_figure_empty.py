# assignment: mnist_sgd
# about: returns a new, empty figure
# loses: show_digits
# mistake: drawn_elsewhere
# %% show_digits
def show_digits(images, labels):
    """Show the first ten images, each with its label as title."""
    figure, axes = plt.subplots(2, 5, figsize=(10, 4))
    for ax, image, label in zip(axes.flat, images[:10], labels[:10]):
        ax.imshow(image, cmap="gray")
        ax.set_title(str(label))
        ax.axis("off")
    return plt.figure()
