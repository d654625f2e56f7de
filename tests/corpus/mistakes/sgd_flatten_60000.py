# assignment: mnist_sgd
# about: the number of images is written into the code
# loses: flatten_images
# mistake: fixed_number_of_images
# %% flatten_images
def flatten_images(images):
    return np.reshape(images, (60000, 784))
# %% build_model
from keras.layers import Activation, Dense, Flatten, ReLU, Softmax


def build_model():
    model = keras.models.Sequential(name="digits")
    model.add(keras.layers.InputLayer(shape=(28, 28)))
    model.add(Flatten())
    model.add(Dense(300))
    model.add(ReLU())
    model.add(Dense(100))
    model.add(Activation("relu"))
    model.add(Dense(10))
    model.add(Softmax())
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.05),
        loss=keras.losses.sparse_categorical_crossentropy,
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="acc")],
    )
    return model.fit(images, labels, batch_size=64, epochs=epochs, verbose=0)
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(x=images, y=labels, verbose=0)
    return float(accuracy)
