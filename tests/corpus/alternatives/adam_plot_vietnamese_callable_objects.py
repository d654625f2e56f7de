# assignment: mnist_adam
# about: Vietnamese labels; functions are instances with __call__ and lambdas; steps_per_execution; PiecewiseConstantDecay; four curves in one pair of axes with twinx and one merged legend
# loses:
# %% normalize_images
import math
from operator import itemgetter


class ScaleBy:
    """Divides by a fixed number; an object that can be called like a function."""

    def __init__(self, number):
        self.number = np.float32(number)

    def __call__(self, images):
        return images.astype(np.float32) / self.number


normalize_images = ScaleBy(255)


class AdamTrainer:
    def __init__(self, batch_size=32, share=0.2):
        self.batch_size, self.share = batch_size, share

    def __call__(self, model, images, labels, epochs=25):
        held = int(len(images) * self.share)
        steps = math.ceil((len(images) - held) / self.batch_size)
        rate = keras.optimizers.schedules.PiecewiseConstantDecay(
            [steps * max(1, epochs // 2), steps * max(2, 3 * epochs // 4)], [1e-3, 5e-4, 2e-4]
        )
        model.compile(
            optimizer=keras.optimizers.Adam(rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
            steps_per_execution=5,
        )
        return model.fit(
            images,
            labels,
            batch_size=self.batch_size,
            epochs=epochs,
            validation_split=self.share,
            verbose=0,
        )


train_with_adam = AdamTrainer()


def plot_history(history):
    nhat_ky = history.history
    hinh, truc_mat_mat = plt.subplots(figsize=(8, 4.5))
    truc_chinh_xac = truc_mat_mat.twinx()
    truc_chinh_xac.set_prop_cycle(color=["seagreen", "limegreen"])
    truc_mat_mat.set_prop_cycle(color=["indigo", "orchid"])
    duong = []
    for truc, khoa, ten in (
        (truc_mat_mat, "loss", "Mất mát"),
        (truc_chinh_xac, "accuracy", "Độ chính xác"),
    ):
        duong += truc.plot(nhat_ky[khoa], label=ten + " (huấn luyện)")
        duong += truc.plot(nhat_ky["val_" + khoa], label=ten + " (kiểm định)")
        truc.set_ylabel(ten)
    truc_mat_mat.set_xlabel("Epoch (đếm từ 0)")
    truc_chinh_xac.legend(duong, [d.get_label() for d in duong], ncols=2, loc="upper center", bbox_to_anchor=(0.5, 1.2))
    hinh.tight_layout()
    return hinh


evaluate_accuracy = lambda model, images, labels: float(  # noqa: E731
    accuracy_score(labels, [int(np.argmax(p)) for p in model.predict(images, verbose=0)])
)


def predict_digit(model, image):
    return max(enumerate(model.predict(image[np.newaxis], verbose=0)[0].tolist()), key=itemgetter(1))
# %% train_with_adam
# defined above
# %% plot_history
# defined above
# %% evaluate_accuracy
# defined above
# %% predict_digit
# defined above
