# assignment: mnist_adam
# about: Russian words in one pair of axes with percent
# loses:
# %% plot_history
def plot_history(history):
    figure, axes = plt.subplots(2, sharex=True)
    epochs = history.epoch
    axes[0].plot(epochs, history.history["loss"], label="обучение")
    axes[0].plot(epochs, history.history["val_loss"], label="проверка")
    axes[0].set_ylabel("Функция потерь")
    axes[1].plot(epochs, [100 * one for one in history.history["accuracy"]], label="обучение")
    axes[1].plot(epochs, [100 * one for one in history.history["val_accuracy"]], label="проверка")
    axes[1].set_ylabel("Точность, %")
    axes[1].set_xlabel("Эпоха")
    for one in axes:
        one.legend()
    return figure
