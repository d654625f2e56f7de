# assignment: mnist_sgd
# about: the return is missing
# loses: train_with_sgd
# mistake: returns_none
# %% before show_digits
!echo "starting the notebook"
# %% after flatten_images
import asyncio

await asyncio.sleep(0)
# %% build_model
def build_model():
    model = keras.models.Sequential([
        keras.layers.Flatten(input_shape=[28, 28]),
        keras.layers.Dense(300, activation="relu"),
        keras.layers.Dense(100, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])
    return model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(loss="sparse_categorical_crossentropy",
                  optimizer="sgd",
                  metrics=["accuracy"])
    history = model.fit(images, labels, epochs=epochs)
    print(history.history["loss"])
# %% end
files = !echo done
print(files)
