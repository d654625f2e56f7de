# assignment: mnist_sgd
# about: titles come from the notebook's y_train and not from the labels that were passed
# loses: show_digits
# mistake: labels_of_other_images
# %% show_digits
def show_digits(images, labels):
    fig, axs = plt.subplots(1, 10, figsize=(14, 2))
    for i, ax in enumerate(axs):
        ax.imshow(images[i], cmap="viridis")
        ax.set_title(str(y_train[i]))
        ax.set_axis_off()
    return fig
# %% predict_digits
def predict_digits(model, images):
    probs = model.predict(images, verbose=0)
    return np.array([int(np.argmax(row)) for row in probs])
