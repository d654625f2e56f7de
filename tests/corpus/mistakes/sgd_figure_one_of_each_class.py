# assignment: mnist_sgd
# about: the first image of each class instead of the first ten
# loses: show_digits
# mistake: wrong_images
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5)
    for digit, ax in enumerate(axes.flat):
        matches = np.flatnonzero(np.asarray(labels) == digit)
        ax.imshow(images[matches[0] if len(matches) else 0], cmap="gray")
        ax.set_title(digit)
    return fig
