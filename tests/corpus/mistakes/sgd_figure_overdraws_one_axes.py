# assignment: mnist_sgd
# about: draws all images on top of each other
# loses: show_digits
# mistake: one_axes
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure()
    for i in range(10):
        plt.imshow(images[i], cmap="gray")
        plt.title(labels[i])
    return fig
