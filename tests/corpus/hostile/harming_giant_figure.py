# assignment: mnist_sgd
# family: harming
# about: a figure of 65,000 by 65,000 pixels, which takes all memory when it is drawn
# loses: show_digits
# may_lose:
# flag: maybe
# %% show_digits
def show_digits(images, labels):
    figure = plt.figure(figsize=(650, 650), dpi=100)
    figure.add_subplot().set_title("just small enough for matplotlib, 17 GB as pixels")
    return figure
