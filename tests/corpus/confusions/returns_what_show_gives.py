# assignment: mnist_sgd
# about: My plot is there, so why is the result None?
# loses: show_digits
# mistake: returns_none
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5)
    for ax, image, label in zip(axes.flat, images, labels):
        ax.imshow(image)
        ax.set_title(label)
    return plt.show()
