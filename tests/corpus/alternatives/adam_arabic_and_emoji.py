# assignment: mnist_adam
# about: comments in Arabic, emoji in strings and titles
# loses:
# %% normalize_images
def normalize_images(images):
    # نقسم كل قيمة على 255 لتصبح بين 0 و 1
    return images.astype("float32") / 255.0
# %% plot_history
def plot_history(history):
    # منحنيات الخسارة والدقة
    fig, (ax_loss, ax_acc) = plt.subplots(1, 2, figsize=(12, 4))
    ax_loss.plot(history.history["loss"], label="training loss 🏋️")
    ax_loss.plot(history.history["val_loss"], label="validation loss 🔍")
    ax_acc.plot(history.history["accuracy"], label="training accuracy 🏋️")
    ax_acc.plot(history.history["val_accuracy"], label="validation accuracy 🔍")
    for ax in (ax_loss, ax_acc):
        ax.set_xlabel("epoch")
        ax.legend()
    return fig
# %% after predict_digit
print("✅ تم", "🎉")
