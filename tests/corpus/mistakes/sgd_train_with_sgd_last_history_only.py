# assignment: mnist_sgd
# about: calls fit once an epoch in a loop and returns the last History, which holds a single epoch
# loses: train_with_sgd
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer=keras.optimizers.SGD(),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    history = None
    for epoch in range(epochs):
        history = model.fit(images, labels, epochs=1, verbose=0)
    return history
