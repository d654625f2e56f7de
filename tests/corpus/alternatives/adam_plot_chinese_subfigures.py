# assignment: mnist_adam
# about: Chinese; subfigures with suptitles for the metrics; PyDataset for training and validation; a keras.Sequential subclass
# loses:
# %% build_model
import math


class 数字网络(keras.Sequential):
    def __init__(self):
        super().__init__(name="digits")
        self.add(keras.Input(shape=(28, 28)))
        self.add(keras.layers.Flatten())
        for 单元 in (128, 32):
            self.add(keras.layers.Dense(单元))
            self.add(keras.layers.ReLU())
        self.add(keras.layers.Dense(10))
        self.add(keras.layers.Activation("softmax"))


def build_model():
    return 数字网络()


class 批次(keras.utils.PyDataset):
    def __init__(self, 图像, 标签, 大小, **kwargs):
        super().__init__(**kwargs)
        self.图像, self.标签, self.大小 = 图像, 标签, 大小

    def __len__(self):
        return math.ceil(len(self.标签) / self.大小)

    def __getitem__(self, 号):
        段 = slice(号 * self.大小, (号 + 1) * self.大小)
        return self.图像[段], self.标签[段]


def train_with_adam(model, images, labels, epochs=25):
    次序 = np.random.default_rng(5).permutation(len(images))
    验证, 训练 = np.split(次序, [len(images) // 5])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-3, clipnorm=10.0),
        loss="sparse_categorical_crossentropy",
        metrics=[keras.metrics.SparseCategoricalAccuracy("accuracy")],
    )
    return model.fit(
        批次(images[训练], labels[训练], 32),
        validation_data=批次(images[验证], labels[验证], 100),
        epochs=epochs,
        verbose=0,
    )


def plot_history(history):
    记录 = history.history
    轮次 = np.arange(len(记录["loss"])) + 1
    图 = plt.figure(figsize=(9, 3.6), layout="constrained")
    左, 右 = 图.subfigures(1, 2, wspace=0.05)
    for 子图, 键, 名称 in ((左, "loss", "损失"), (右, "accuracy", "准确率")):
        子图.suptitle(名称)
        轴 = 子图.subplots()
        轴.plot(轮次, 记录[键], marker="o", markersize=3, label="训练集")
        轴.plot(轮次, 记录["val_" + 键], marker="s", markersize=3, label="验证集")
        轴.set_xlabel("训练轮次 (epoch)")
        轴.legend()
    return 图


def evaluate_accuracy(model, images, labels):
    预测 = [
        model.predict_on_batch(images[i : i + 125]).argmax(axis=1) for i in range(0, len(images), 125)
    ]
    return float(accuracy_score(y_true=labels, y_pred=np.hstack(预测)))
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% evaluate_accuracy
# defined above
