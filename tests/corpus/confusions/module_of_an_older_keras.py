# assignment: mnist_sgd
# about: My book imports keras.layers.core. Why is that not there?
# loses: build_model
# may_lose: test_accuracy
# mistake: 
# %% build_model
from keras.layers.core import Dense, Flatten


def build_model():
    return keras.Sequential([
        keras.Input((28, 28)), Flatten(), Dense(300, activation="relu"),
        Dense(100, activation="relu"), Dense(10, activation="softmax"),
    ])
