# assignment: mnist_sgd
# about: French; functional model whose reshape, relu and softmax are bare keras.ops calls, not layers; flipped image with origin="lower"; matplotlib's Normalize for scaling
# loses:
# %% show_digits
from keras import ops
from matplotlib.colors import Normalize


def show_digits(images, labels):
    fig = plt.figure(figsize=(10, 4.5), layout="constrained")
    for k in range(10):
        ax = fig.add_subplot(2, 5, k + 1, xticks=[], yticks=[], title=f"Chiffre : {labels[k]}")
        # l'axe y vers le haut comme en maths, donc on retourne l'image
        ax.imshow(np.flipud(images[k]), origin="lower", cmap="bone_r", vmin=0, vmax=255)
    return fig


def normalize_images(images):
    return Normalize(vmin=0, vmax=255)(images).filled()


def build_model():
    entree = keras.Input(shape=(28, 28), name="image")
    h = ops.reshape(entree, (-1, 784))
    h = ops.maximum(keras.layers.Dense(300, name="cachee_1")(h), 0.0)
    h = ops.maximum(keras.layers.Dense(100, name="cachee_2")(h), 0.0)
    sortie = ops.softmax(keras.layers.Dense(10, name="logits")(h), axis=-1)
    return keras.Model(entree, sortie, name="perceptron")


def evaluate_model(model, images, labels):
    predits = np.argmax(model.predict(images, verbose=0), axis=1)
    vrais = np.asarray(labels).astype(int)
    # matrice de confusion 10 x 10, les bonnes réponses sont sur la diagonale
    confusion = np.bincount(10 * vrais + predits, minlength=100).reshape(10, 10)
    return float(confusion.trace() / confusion.sum())
# %% normalize_images
# defined above
# %% build_model
# defined above
# %% evaluate_model
# defined above
