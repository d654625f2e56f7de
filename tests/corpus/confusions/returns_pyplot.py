# assignment: mnist_sgd
# about: Is plt not my figure?
# loses: show_digits
# mistake: not_a_figure
# %% show_digits
def show_digits(images, labels):
    for i in range(10):
        plt.subplot(2, 5, i + 1)
        plt.imshow(images[i])
        plt.title(labels[i])
    return plt
