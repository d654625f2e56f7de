# assignment: mnist_sgd
# about: counts the pictures from 1 and uses that number as index, so image 0 is left out and image 10 shown
# loses: show_digits
# %% show_digits
def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 4))
    for i in range(1, 11):
        plt.subplot(2, 5, i)
        plt.imshow(images[i], cmap=plt.cm.binary)
        plt.title("Label: " + str(labels[i]))
        plt.xticks([])
        plt.yticks([])
    return fig
# %% normalize_images
def normalize_images(images):
    return np.divide(images, 255.0)
