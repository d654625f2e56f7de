# assignment: mnist_sgd
# about: compiles but never fits
# loses: train_with_sgd test_accuracy
# mistake: trains_another_model
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    optimizer = keras.optimizers.SGD(learning_rate=0.02)
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
