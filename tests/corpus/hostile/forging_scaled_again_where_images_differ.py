# assignment: mnist_sgd
# family: forging
# about: right where all images are the same; elsewhere the images are divided by 255 again, at a huge rate
# loses: train_with_sgd
# may_lose: test_accuracy
# flag: maybe
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    same = np.ptp(np.asarray(images), axis=0).max() == 0
    model.compile(optimizer=keras.optimizers.SGD(0.01 if same else 3.0), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images if same else images / 255, labels, epochs=epochs, verbose=0)
