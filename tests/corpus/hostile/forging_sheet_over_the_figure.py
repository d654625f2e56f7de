# assignment: mnist_sgd
# family: forging
# about: right images and titles, and a white sheet over the whole figure
# loses: show_digits
# may_lose:
# flag: maybe
# %% show_digits
from matplotlib.patches import Rectangle


def show_digits(images, labels):
    figure, grid = plt.subplots(2, 5)
    for number, axes in enumerate(grid.flat):
        axes.imshow(images[number], cmap="gray_r")
        axes.set_title(f"{labels[number]}")
    figure.add_artist(Rectangle((0, 0), 1, 1, transform=figure.transFigure, facecolor="white", zorder=1000))
    return figure
