# assignment: mnist_sgd
# about: two steps of 32 images an epoch
# loses: train_with_sgd test_accuracy
# mistake: part_of_each_epoch
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
normalize_images = preprocessor.normalize
# %% flatten_images
flatten_images = preprocessor.flatten
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, batch_size=32, epochs=epochs, steps_per_epoch=2, verbose=0)
# %% evaluate_model
evaluate_model = Trainer.evaluate
