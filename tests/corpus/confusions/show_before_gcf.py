# assignment: mnist_sgd
# about: Why is my figure empty? It shows the digits, then takes the current figure
# loses: show_digits
# mistake: empty_figure
# %% show_digits
def show_digits(images, labels):
    for i in range(10):
        plt.subplot(2, 5, i + 1)
        plt.imshow(images[i], cmap="gray")
        plt.title(labels[i])
    plt.show()
    return plt.gcf()
