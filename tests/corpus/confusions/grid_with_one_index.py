# assignment: mnist_sgd
# about: Why has an array no imshow? I only went through my axes
# loses: show_digits
# mistake: grid_of_axes
# %% show_digits
def show_digits(images, labels):
    fig, axes = plt.subplots(2, 5)
    for i in range(10):
        axes[i // 5].imshow(images[i])
        axes[i // 5].set_title(labels[i])
    return fig
