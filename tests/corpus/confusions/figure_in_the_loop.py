# assignment: mnist_sgd
# about: Why is only the last digit in my figure?
# loses: show_digits
# mistake: one_axes
# %% show_digits
def show_digits(images, labels):
    for i in range(10):
        fig = plt.figure()
        plt.imshow(images[i])
        plt.title(labels[i])
    return fig
