# assignment: mnist_cnn
# about: draws the last kernel of the model
# loses: show_filters
# mistake: raises batch_for_image
# %% show_filters
def show_filters(model):
    kernels = model.get_weights()[-2]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, i])
    return fig
