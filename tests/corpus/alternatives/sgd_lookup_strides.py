# assignment: mnist_sgd
# about: numpy expert: table of 256 grey levels, as_strided, axes put by hand, stable sort for the prediction
# loses:
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(11, 1.7))
    width = 1 / 10
    for k in range(10):
        ax = fig.add_axes((k * width + 0.005, 0.02, width - 0.01, 0.78))
        ax.matshow(images[k], cmap="binary")
        ax.set_axis_off()
        ax.set_title(int(labels[k]), loc="left", fontsize=9)
    return fig
# %% before normalize_images
GREY = np.arange(256, dtype=np.float32) / np.float32(255)
# %% normalize_images
def normalize_images(images):
    return GREY[images]
# %% flatten_images
def flatten_images(images):
    block = np.ascontiguousarray(images)
    step = block.itemsize
    view = np.lib.stride_tricks.as_strided(
        block, shape=(len(block), 784), strides=(784 * step, step)
    )
    return view.copy()
# %% predict_digits
def predict_digits(model, images):
    ranking = np.argsort(-model.predict(images, verbose=0), axis=1, kind="stable")
    return ranking[:, 0]
