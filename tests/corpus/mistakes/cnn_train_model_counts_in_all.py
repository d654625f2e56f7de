# assignment: mnist_cnn
# about: a callback of one's own that never sets its counter back
# loses: train_model
# may_lose: test_accuracy
# mistake: counts_in_all
# %% train_model
class Stop(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.best, self.bad, self.weights = np.inf, 0, None

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best = logs["val_loss"]
            self.weights = self.model.get_weights()
        else:
            self.bad += 1
        if self.bad >= 2:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


def train_model(model, images, labels, epochs=20):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, validation_split=0.2, callbacks=[Stop()], verbose=0)
