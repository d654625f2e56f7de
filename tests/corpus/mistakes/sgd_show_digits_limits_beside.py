# assignment: mnist_sgd
# about: sets limits of the axes that begin where the images end, so that ten empty frames are shown
# loses: show_digits
# mistake: out_of_sight
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5, figsize=(10, 4))
    for i, ax in enumerate(axes.flat):
        ax.imshow(images[i], cmap="gray")
        ax.set_xlim(images.shape[1], 2 * images.shape[1])
        ax.set_title(f"label {labels[i]}")
    return fig
