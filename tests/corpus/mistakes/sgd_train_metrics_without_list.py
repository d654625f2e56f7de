# assignment: mnist_sgd
# about: metrics is a string instead of a list
# loses: train_with_sgd test_accuracy
# mistake: metrics_no_list
# %% build_model
def build_model():
    flatten = keras.layers.Lambda(
        lambda x: keras.ops.reshape(x, (-1, 784)), output_shape=(784,), name="flatten"
    )
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            flatten,
            keras.layers.Dense(300, "relu"),
            keras.layers.Dense(100, "relu"),
            keras.layers.Dense(10, "softmax"),
        ]
    )
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(
        optimizer="SGD", loss="sparse_categorical_crossentropy", metrics="accuracy"
    )
    model.fit(images, labels, epochs=epochs, shuffle=False)
    return model.history
# %% evaluate_model
def evaluate_model(model, images, labels):
    predictions = model.predict(images, verbose=0)
    predicted_labels = np.argmax(predictions, axis=1)
    return np.mean(predicted_labels == labels)
