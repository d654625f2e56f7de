# assignment: mnist_sgd
# about: shows the first example of every digit 0-9, not the first ten images
# loses: show_digits
# %% before show_digits
def first_of(digit, labels):
    return int(np.argmax(np.asarray(labels) == digit))
# %% show_digits
def show_digits(images, labels):
    fig, axs = plt.subplots(2, 5)
    for digit in range(10):
        where = first_of(digit, labels)
        ax = axs[digit // 5][digit % 5]
        ax.imshow(images[where], cmap="gray")
        ax.set_title(labels[where])
        ax.axis("off")
    fig.tight_layout()
    return fig
