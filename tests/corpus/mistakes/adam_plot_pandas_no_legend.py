# assignment: mnist_adam
# about: pandas is told to leave the legend out
# loses: plot_history
# mistake: no_legend
# %% before plot_history
import pandas as pd
# %% plot_history
def plot_history(history):
    frame = pd.DataFrame(history.history)
    columns = ["loss", "accuracy", "val_loss", "val_accuracy"]
    ax = frame[columns].plot(figsize=(8, 5), grid=True, legend=False)
    ax.set_xlabel("epoch")
    ax.set_ylim(0, None)
    return ax.figure
# %% build_model
def build_model():
    model = keras.models.Sequential([
        keras.layers.Flatten(input_shape=[28, 28]),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model
# %% predict_digit
def predict_digit(model, image):
    probabilities = model.predict(image.reshape(1, 28, 28), verbose=0)[0]
    digit = probabilities.argmax()
    return digit, probabilities[digit]
