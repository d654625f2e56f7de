# assignment: mnist_sgd
# about: subplots gives two things, so I return both
# loses: show_digits
# mistake: not_a_figure
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5)
    for ax, image, label in zip(axes.flat, images, labels):
        ax.imshow(image)
        ax.set_title(label)
    return fig, axes
