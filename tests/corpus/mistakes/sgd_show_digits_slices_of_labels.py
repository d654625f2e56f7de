# assignment: mnist_sgd
# about: each title has a slice of the labels, so that those of the next images are in it
# loses: show_digits
# mistake: labels_of_several
# %% show_digits
def show_digits(images, labels):
    figure, grid = plt.subplots(2, 5, figsize=(9, 4), layout="constrained")
    for number, axes in enumerate(grid.flat):
        axes.imshow(images[number], cmap="gray_r")
        axes.set_title(f"{labels[number:number + 5]}")
        axes.axis("off")
    return figure
