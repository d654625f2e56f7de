# assignment: mnist_sgd
# about: divides by the largest value in the array that was passed
# loses: normalize_images
# mistake: scales_by_maximum
# %% before show_digits
class Preprocessor:
    size = 28

    def __init__(self, levels=256):
        self.top = levels - 1

    def normalize(self, images):
        return images / self.top

    def flatten(self, images):
        return images.reshape(-1, self.size * self.size)


class Trainer:
    optimizer = "sgd"
    loss = "sparse_categorical_crossentropy"

    @classmethod
    def train(cls, model, images, labels, epochs=20):
        model.compile(optimizer=cls.optimizer, loss=cls.loss, metrics=["accuracy"])
        return model.fit(images, labels, epochs=epochs, verbose=0)

    @staticmethod
    def evaluate(model, images, labels):
        return model.evaluate(images, labels, verbose=0)[1]


preprocessor = Preprocessor()
# %% normalize_images
def normalize_images(images):
    return images / np.max(images)
# %% flatten_images
flatten_images = preprocessor.flatten
# %% train_with_sgd
train_with_sgd = Trainer.train
# %% evaluate_model
evaluate_model = Trainer.evaluate
