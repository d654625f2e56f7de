# assignment: mnist_sgd
# about: the first image ten times
# loses: show_digits
# mistake: same_image
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(3, 4, figsize=(8, 7), layout="constrained")
    for ax in axes.flat:
        ax.axis("off")
    for i in range(10):
        ax = axes[i // 4, i % 4]
        ax.imshow(images[0], cmap="gray_r")
        ax.set_title(f"{labels[i]}", fontsize=16)
    fig.suptitle("MNIST")
    return fig
# %% flatten_images
def flatten_images(images):
    return images.copy().reshape(images.shape[0], np.prod(images.shape[1:]))
