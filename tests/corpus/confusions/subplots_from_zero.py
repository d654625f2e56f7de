# assignment: mnist_sgd
# about: Why does subplot not take a 0?
# loses: show_digits
# mistake: subplots_from_one
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure()
    for i in range(10):
        plt.subplot(2, 5, i)
        plt.imshow(images[i])
        plt.title(labels[i])
    return fig
