# assignment: mnist_adam
# about: a kernel with an axis for rows and one for columns, a rate that a callback lowers at each batch, styles told in the titles
# loses:
# %% build_model
def build_model():
    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.a = keras.layers.EinsumDense("bij,ijk->bk", output_shape=128, bias_axes="k", activation="relu")
            self.b = keras.layers.Dense(32, "relu")
            self.c = keras.layers.Dense(10, "softmax")
        def call(self, x):
            return self.c(self.b(self.a(x)))
    return Net()

def train_with_adam(model, images, labels, *extra, epochs=25):
    if extra:
        epochs = extra[0]
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["acc"])
    slower = keras.callbacks.LambdaCallback(on_train_batch_end=lambda b, logs: model.optimizer.learning_rate.assign(model.optimizer.learning_rate * 0.9999))
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, callbacks=[slower], verbose=0)

def plot_history(history):
    log = history.history
    acc = "acc" if "acc" in log else "accuracy"
    fig, (a, b) = plt.subplots(1, 2)
    for ax, key, name in ((a, acc, "accuracy"), (b, "loss", "loss")):
        ax.plot(log["val_" + key], "--", color="0.4")
        ax.plot(log[key], "-", color="0.1")
        ax.set_title(f"{name}: training solid, validation dashed")
        ax.set_xlabel("epochs done")
    return fig
# %% train_with_adam
# above
# %% plot_history
# above
