# assignment: mnist_sgd
# family: tampering
# about: a Lambda layer's code opens the canary wherever the model is rebuilt and run
# loses: build_model
# may_lose: test_accuracy
# flag: maybe
# %% build_model
def build_model():
    def payload(values):
        try:
            with open("@CANARY_FILE@", "w") as file:
                file.write("CANARY:a Lambda layer ran outside the sandbox")
        except OSError:
            pass
        return values

    return keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Lambda(payload, output_shape=(784,)),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
