# assignment: mnist_sgd
# about: position i % 5 + 1: the second row of images is drawn exactly on top of the first, so five of the ten images (and titles) are covered
# loses: show_digits
# mistake: covered
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 4.5))
    for i in range(10):
        ax = fig.add_subplot(2, 5, i % 5 + 1)
        ax.imshow(images[i], cmap="gray_r")
        ax.set_title(f"Label: {labels[i]}")
        ax.axis("off")
    fig.tight_layout()
    return fig
