# assignment: mnist_adam
# about: cuts a fifth off by hand and lets Keras split the rest again: trains on 64 %, validates on 16 %
# loses: train_with_adam
# may_lose: test_accuracy
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    cut = len(images) * 8 // 10
    x_part, y_part = images[:cut], labels[:cut]
    model.compile(optimizer="Adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(x_part, y_part, epochs=epochs, validation_split=0.2, verbose=0)
