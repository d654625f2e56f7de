# assignment: mnist_sgd
# about: opens a new figure for each digit and returns the last
# loses: show_digits
# mistake: one_axes
# %% show_digits
def show_digits(images, labels):
    for i in range(10):
        fig = plt.figure(figsize=(2, 2))
        plt.imshow(images[i], cmap="gray")
        plt.title(labels[i])
    return fig
