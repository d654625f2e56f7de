# assignment: mnist_sgd
# about: FTRL in place of SGD
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: wrong_optimizer
# %% train_with_sgd
class Trainer:
    optimizer = keras.optimizers.Ftrl

    @classmethod
    def run(cls, model, images, labels, epochs=20):
        model.compile(cls.optimizer(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model.fit(images, labels, epochs=epochs, verbose=0)


train_with_sgd = Trainer.run
