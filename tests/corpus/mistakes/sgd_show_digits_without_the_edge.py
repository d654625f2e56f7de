# assignment: mnist_sgd
# about: cuts four pixels off each side before it draws
# loses: show_digits
# mistake: cut_or_resized
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5, figsize=(10, 4))
    for ax, image, label in zip(axes.flat, images, labels):
        ax.imshow(image[4:-4, 4:-4], cmap="gray")
        ax.set_title(f"This is a {label}")
        ax.axis("off")
    return fig
