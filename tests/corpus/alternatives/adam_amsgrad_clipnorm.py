# assignment: mnist_adam
# about: Adam with amsgrad and clipped gradients
# loses:
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    optimizer = keras.optimizers.Adam(learning_rate=3e-4, amsgrad=True, clipnorm=1.0)
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
    )
    return model.fit(images, labels, batch_size=16, epochs=epochs, validation_split=0.2)
# %% plot_history
def plot_history(history):
    with plt.style.context("ggplot"):
        fig, ax = plt.subplots(ncols=2, figsize=(12, 4), constrained_layout=True)
        for column, quantity in enumerate(("loss", "accuracy")):
            for prefix, which in (("", "training"), ("val_", "validation")):
                ax[column].plot(history.history[prefix + quantity], label=f"{which} {quantity}")
            ax[column].set_xlabel("epoch")
            ax[column].legend()
    return fig
