# assignment: mnist_sgd
# about: comments and docstrings in Chinese
# loses:
# %% show_digits
def show_digits(images, labels):
    # 显示前十张图片，标题是标签
    fig, axes = plt.subplots(2, 5, figsize=(10, 4))
    axes = axes.flatten()
    for i in range(10):
        axes[i].imshow(images[i], cmap="gray")
        axes[i].set_title(f"Label: {labels[i]}")
        axes[i].axis("off")
    plt.tight_layout()
    return fig
# %% normalize_images
def normalize_images(images):
    """把像素值从 0-255 缩放到 0-1。"""
    return images.astype("float32") / 255.0
# %% build_model
def build_model():
    # 输入层 784，隐藏层 300 和 100，输出层 10
    模型 = keras.Sequential([
        keras.layers.Input(shape=(28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(300, activation="relu", name="hidden1"),
        keras.layers.Dense(100, activation="relu", name="hidden2"),
        keras.layers.Dense(10, activation="softmax", name="output"),
    ])
    return 模型
# %% predict_digits
def predict_digits(model, images):
    概率 = model.predict(images, verbose=0)  # 每个类别的概率
    return np.argmax(概率, axis=1)
