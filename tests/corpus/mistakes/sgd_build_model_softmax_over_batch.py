# assignment: mnist_sgd
# about: softmax along axis 0, so the columns of a batch add up to 1 and not the rows
# loses: build_model
# may_lose: test_accuracy
# mistake: softmax_over_images
# %% build_model
def build_model():
    layers = keras.layers
    inputs = layers.Input(shape=(28, 28))
    hidden = layers.Flatten()(inputs)
    hidden = layers.ReLU()(layers.Dense(300)(hidden))
    hidden = layers.ReLU()(layers.Dense(100)(hidden))
    scores = layers.Dense(10)(hidden)
    return keras.Model(inputs=inputs, outputs=layers.Softmax(axis=0)(scores))
