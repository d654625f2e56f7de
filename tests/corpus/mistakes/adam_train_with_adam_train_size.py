# assignment: mnist_adam
# about: train_size=0.2 where test_size was meant: trains on one fifth and validates on four
# loses: train_with_adam
# may_lose: test_accuracy
# %% before train_with_adam
from sklearn.model_selection import train_test_split
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    x_fit, x_val, y_fit, y_val = train_test_split(images, labels, train_size=0.2, random_state=1)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model.fit(x_fit, y_fit, epochs=epochs, validation_data=(x_val, y_val), verbose=0)
