# assignment: mnist_cnn
# about: puts back the weights of the epoch before the best one
# loses: train_model
# may_lose: test_accuracy
# mistake: restores_another_epoch
# %% train_model
class StopEarly(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.best, self.waited = np.inf, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.now = self.model.get_weights()

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best, self.waited, self.kept = logs["val_loss"], 0, self.now
            return
        self.waited += 1
        if self.waited >= 2:
            self.model.stop_training = True
            self.model.set_weights(self.kept)


def train_model(model, images, labels, epochs=20):
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(
        images, labels, epochs=epochs, validation_split=0.2, callbacks=[StopEarly()], verbose=0
    )
