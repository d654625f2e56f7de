# assignment: mnist_cnn
# about: ends after two rises in a row in place of two epochs that are no better than the best
# loses: train_model
# %% train_model
class TwoRises(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.best = self.before = np.inf
        self.rises = 0

    def on_epoch_end(self, epoch, logs=None):
        loss = logs["val_loss"]
        self.rises = self.rises + 1 if loss > self.before else 0
        self.before = loss
        if loss < self.best:
            self.best, self.kept = loss, self.model.get_weights()
        if self.rises == 2:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.kept)


def train_model(model, images, labels, epochs=20):
    """Compile the model for Adam and train it until the validation loss falls no more."""
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    stop = TwoRises()
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[stop], verbose=0
    )
