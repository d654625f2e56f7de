# assignment: mnist_adam
# about: passes the class Adam instead of an object
# loses: train_with_adam test_accuracy
# mistake: unknown_name_in_compile
# %% before train_with_adam
metric = "sparse_categorical_accuracy"
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    model.compile(
        optimizer=keras.optimizers.Adam,
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model.fit(images, labels, validation_split=0.2, epochs=epochs, batch_size=32)
# %% plot_history
def plot_history(history):
    figure = plt.figure(figsize=(10, 4))
    loss_axes = figure.add_subplot(1, 2, 1)
    accuracy_axes = figure.add_subplot(1, 2, 2)
    loss_axes.plot(history.epoch, history.history["loss"], label="training")
    loss_axes.plot(history.epoch, history.history["val_loss"], label="validation")
    accuracy_axes.plot(history.epoch, history.history[metric], label="training")
    accuracy_axes.plot(history.epoch, history.history[f"val_{metric}"], label="validation")
    loss_axes.set(title="loss", xlabel="epoch")
    accuracy_axes.set(title="accuracy", xlabel="epoch")
    loss_axes.legend()
    accuracy_axes.legend()
    return figure
