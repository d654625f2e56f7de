# assignment: mnist_cnn
# about: draws the filters of a new model
# loses: show_filters
# %% show_filters
def show_filters(model):
    model = build_model()
    kernels = model.layers[0].get_weights()[0]
    fig, axs = plt.subplots(2, 4)
    for i, ax in enumerate(axs.flat):
        ax.imshow(kernels[:, :, 0, i])
    return fig
