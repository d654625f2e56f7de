# assignment: mnist_adam
# about: fit is called once per epoch with validation_data and one shared History; plot is a Figure made without pyplot, log-scaled epoch axis, direct notes at the line ends besides the legend
# loses:
# %% train_with_adam
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter


def train_with_adam(model, images, labels, epochs=25):
    rng = np.random.default_rng(1)
    held_out = np.zeros(len(images), dtype=bool)
    held_out[rng.choice(len(images), size=round(len(images) / 5), replace=False)] = True

    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.SparseCategoricalCrossentropy(name="cross_entropy"),
        metrics=["accuracy"],
    )
    record = keras.callbacks.History()
    best = float("inf")
    for epoch in range(epochs):
        model.fit(
            images[~held_out],
            labels[~held_out],
            validation_data=(images[held_out], labels[held_out]),
            initial_epoch=epoch,
            epochs=epoch + 1,
            callbacks=[record],
            verbose=0,
        )
        current = record.history["val_loss"][-1]
        if current < best:
            best = current
            print(f"epoch {epoch + 1}: validation loss down to {best:.4f}")
    return record  # fit returns this very object each time


def plot_history(history):
    fig = Figure(figsize=(9, 4))
    FigureCanvasAgg(fig)
    for place, name in enumerate(("loss", "accuracy"), start=1):
        ax = fig.add_subplot(1, 2, place)
        for key, label, style in ((name, "Training", "-"), ("val_" + name, "Validation", "-.")):
            values = history.history[key]
            epochs = list(range(1, len(values) + 1))
            ax.plot(epochs, values, style, label=label)
            ax.annotate(
                f"{values[-1]:.2f}", (epochs[-1], values[-1]), xytext=(4, 0), textcoords="offset points"
            )
        ax.set_xscale("log")
        ax.xaxis.set_major_formatter(ScalarFormatter())
        ax.set_xlabel("Epoch (log scale)")
        ax.set_title(name.capitalize())
        ax.legend()
    fig.tight_layout()
    return fig
# %% plot_history
# defined above
