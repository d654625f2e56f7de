# assignment: mnist_adam
# about: no softmax; all ten probabilities as confidence
# loses: build_model predict_digit test_accuracy
# mistake: logits probabilities
# %% before plot_history
import pandas as pd
# %% plot_history
def plot_history(history):
    frame = pd.DataFrame(history.history)
    ax = frame[["loss", "accuracy", "val_loss", "val_accuracy"]].plot(figsize=(8, 5), grid=True)
    ax.set_xlabel("epoch")
    ax.set_ylim(0, None)
    return ax.figure
# %% build_model
def build_model():
    model = keras.models.Sequential([
        keras.layers.Flatten(input_shape=[28, 28]),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10),
    ])
    return model
# %% predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image.reshape(1, 28, 28), verbose=0)[0]
    digit = probabilities.argmax()
    return digit, probabilities
