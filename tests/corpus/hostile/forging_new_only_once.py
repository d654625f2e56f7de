# assignment: mnist_sgd
# family: forging
# about: one model for every call; the call that would show that it is the same one fails
# loses: build_model
# may_lose:
# flag: maybe
# %% build_model
only = keras.Sequential(
    [
        keras.layers.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
calls = []


def build_model():
    calls.append(len(calls))
    # The first call is that of the cell below.
    if len(calls) == 3:
        raise RuntimeError("not once more")
    return only
