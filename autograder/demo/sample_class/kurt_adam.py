# assignment: mnist_adam
# student: kurt
# about: no validation split, and nothing of it in the plot
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)


# %% plot_history
def plot_history(history):
    figure, axes = plt.subplots()
    axes.plot(history.history["loss"], label="loss")
    axes.plot(history.history["accuracy"], label="accuracy")
    axes.set_xlabel("epoch")
    axes.legend()
    return figure
