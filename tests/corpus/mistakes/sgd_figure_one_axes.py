# assignment: mnist_sgd
# about: all images side by side in one axes
# loses: show_digits
# mistake: one_axes
# %% show_digits
def show_digits(images, labels):
    fig, ax = plt.subplots(figsize=(10, 2))
    ax.imshow(np.hstack(images[:10]), cmap="gray")
    ax.set_title("  ".join(str(label) for label in labels[:10]))
    ax.axis("off")
    return fig
