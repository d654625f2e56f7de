# assignment: mnist_sgd
# family: forging
# about: images of which all but one pixel is transparent
# loses: show_digits
# may_lose:
# flag: maybe
# %% show_digits
def show_digits(images, labels):
    alpha = np.zeros((28, 28))
    alpha[0, 0] = 1
    figure, grid = plt.subplots(2, 5)
    for number, axes in enumerate(grid.flat):
        axes.imshow(images[number], cmap="gray_r", alpha=alpha)
        axes.set_title(f"{labels[number]}")
    return figure
