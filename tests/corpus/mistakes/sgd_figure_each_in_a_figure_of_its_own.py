# assignment: mnist_sgd
# about: a function that opens a figure at each call draws the images; the one that is returned has none
# loses: show_digits
# mistake: drawn_elsewhere
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 4))
    for place in range(10):
        fig.add_subplot(2, 5, place + 1)
        plt.matshow(images[place], cmap="gray")
        plt.title(labels[place])
    return fig
