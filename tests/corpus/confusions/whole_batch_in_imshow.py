# assignment: mnist_sgd
# about: Why does imshow say that the shape is invalid?
# loses: show_digits
# mistake: batch_for_image
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5)
    for ax, label in zip(axes.flat, labels):
        ax.imshow(images)
        ax.set_title(label)
    return fig
