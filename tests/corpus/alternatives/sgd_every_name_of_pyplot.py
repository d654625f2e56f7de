# assignment: mnist_sgd
# about: imports every name of pyplot and calls figure, subplot and imshow without a prefix
# loses:
# %% before show_digits
from matplotlib.pyplot import *
# %% show_digits
def show_digits(images, labels):
    fig = figure(figsize=(10, 4))
    for i in range(10):
        place = axes((0.02 + 0.2 * (i % 5), 0.5 - 0.5 * (i // 5), 0.15, 0.4))
        place.imshow(images[i], cmap="gray")
        title(int(labels[i]))
        grid(False)
        xticks([])
        yticks([])
    return fig
