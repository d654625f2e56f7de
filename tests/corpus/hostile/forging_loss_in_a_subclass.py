# assignment: mnist_sgd
# family: forging
# about: trains on another loss than it shows, with an optimizer in a subclass
# loses: train_with_sgd
# may_lose: test_accuracy
# flag: maybe
# %% train_with_sgd
VARIANT = "own"


class Own(keras.optimizers.SGD):
    pass


def train_with_sgd(model, images, labels, epochs=20):
    kind = Own if VARIANT == "own" else keras.optimizers.SGD
    more = {"ema": {"use_ema": True, "ema_momentum": 0.0}, "gather": {"gradient_accumulation_steps": 2}}.get(VARIANT, {})
    model.compile(
        optimizer=kind(learning_rate=0.3, **more),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )

    def compute_loss(x=None, y=None, y_pred=None, sample_weight=None, training=True):
        if x is None:
            return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y, y_pred))
        wanted = keras.ops.one_hot(keras.ops.cast(y, "int32"), 10)
        return keras.ops.mean(keras.ops.sum((wanted - y_pred) ** 2, axis=1))

    model.compute_loss = compute_loss
    return model.fit(images, labels, epochs=epochs, verbose=0)
