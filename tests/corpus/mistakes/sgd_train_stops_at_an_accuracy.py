# assignment: mnist_sgd
# about: a callback of one's own stops at 60 % accuracy
# loses: train_with_sgd
# may_lose: test_accuracy
# mistake: early_stopping
# %% before train_with_sgd
def slow_down(epoch, lr):
    return lr if epoch < 10 else lr * 0.95


class Progress(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch % 5 == 0:
            print(f"epoch {epoch}: loss {logs['loss']:.3f}")
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(learning_rate=0.03),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    callbacks = [
        keras.callbacks.LearningRateScheduler(slow_down),
        keras.callbacks.TerminateOnNaN(),
        Progress(),
        StopWhenGood(),
    ]
    return model.fit(images, labels, epochs=epochs, callbacks=callbacks, verbose=0)
# %% before build_model
class StopWhenGood(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["accuracy"] > 0.6:
            self.model.stop_training = True
