# assignment: mnist_sgd
# about: comes from MATLAB: magics, pcolormesh of the flipped image, column-major reshape of the permuted array, shuffles by hand
# loses:
# %% before show_digits
%matplotlib inline
from numpy import argmax, flipud, mean, transpose
# %% show_digits
def show_digits(images, labels):
    f = plt.figure(figsize=(10, 4.6))
    for k in range(1, 11):
        plt.subplot(2, 5, k)
        plt.pcolormesh(flipud(images[k - 1]), cmap="gray", vmin=0, vmax=255)
        plt.axis("equal")
        plt.axis("off")
        plt.title(str(labels[k - 1]))
    return f
# %% flatten_images
def flatten_images(images):
    # column, row, image: then a column-major reshape has the columns of one row beside each other
    p = transpose(images, (2, 1, 0))
    return p.reshape((784, images.shape[0]), order="F").T
# %% train_with_sgd
%%time
def train_with_sgd(model, images, labels, epochs=20):
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    order = np.random.permutation(len(images))
    return model.fit(images[order], labels[order], 32, epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    P = model.predict(images, verbose=0)
    return float(mean(argmax(P, 1) == labels))
