# assignment: mnist_adam
# about: Spanish words on the left axes, Chinese ones on the right
# loses:
# %% plot_history
def plot_history(history):
    """Dibuja la pérdida y la exactitud."""
    figura, (izquierda, derecha) = plt.subplots(1, 2, figsize=(10, 4))
    epocas = range(1, len(history.epoch) + 1)
    izquierda.plot(epocas, history.history["loss"], label="valores de entrenamiento")
    izquierda.plot(epocas, history.history["val_loss"], label="valores de validación")
    izquierda.set(xlabel="Época", ylabel="Pérdida")
    izquierda.legend()
    derecha.plot(epocas, history.history["accuracy"], label="训练")
    derecha.plot(epocas, history.history["val_accuracy"], label="验证")
    derecha.set(xlabel="轮次", ylabel="准确率")
    derecha.legend()
    return figura
