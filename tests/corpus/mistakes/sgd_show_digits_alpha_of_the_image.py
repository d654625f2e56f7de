# assignment: mnist_sgd
# about: takes the darkest level of the image for its opacity, which is none
# loses: show_digits
# mistake: out_of_sight
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5, figsize=(10, 4))
    for ax, image, label in zip(axes.flat, images, labels):
        ax.imshow(image, cmap="gray", alpha=float(image.min()) / 255)
        ax.set_title(str(label))
        ax.axis("off")
    return fig
