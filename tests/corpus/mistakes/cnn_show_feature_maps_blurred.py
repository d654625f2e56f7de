# assignment: mnist_cnn
# about: draws the blurred image in colours where each feature map should be
# loses: show_feature_maps
# %% show_feature_maps
def show_feature_maps(model, image):
    grey = np.asarray(image)[:, :, 0]
    blurred = np.lib.stride_tricks.sliding_window_view(grey, (3, 3)).mean(axis=(2, 3))
    colours = plt.cm.viridis(blurred / blurred.max())[:, :, :3]
    figure, grid = plt.subplots(2, 4, figsize=(8, 4.2), layout="constrained")
    for number, axes in enumerate(grid.flat):
        axes.imshow(colours)
        axes.set_title(f"Filter {number}")
        axes.axis("off")
    return figure
