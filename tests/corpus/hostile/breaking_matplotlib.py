# assignment: mnist_sgd
# family: breaking
# about: figures with titles and artists that raise when read or drawn, and a closed figure
# loses: show_digits
# may_lose:
# flag: maybe
# %% show_digits
from matplotlib.artist import Artist


class Unwilling(Artist):
    def draw(self, renderer):
        raise SystemExit("not in the mood")

    def get_array(self):
        raise KeyboardInterrupt

    def get_window_extent(self, renderer=None):
        raise MemoryError


def show_digits(images, labels):
    figure, axes = plt.subplots(2, 5)
    for position, one in enumerate(axes.flat):
        one.add_artist(Unwilling())
        one.set_title(r"$\frac{$" + "\ud83d" * (position % 2))
    figure.suptitle("\x00\x1b[31m\ufffe")
    plt.close(figure)
    return figure
