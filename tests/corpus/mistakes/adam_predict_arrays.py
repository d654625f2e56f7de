# assignment: mnist_adam
# about: arrays of one element
# loses: predict_digit
# mistake: array_in_pair
# %% before train_with_adam
from sklearn.model_selection import train_test_split
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    x_tr, x_val, y_tr, y_val = train_test_split(images, labels, test_size=0.2, random_state=42)
    model.compile(
        loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"]
    )
    return model.fit(x_tr, y_tr, validation_data=(x_val, y_val), epochs=epochs, batch_size=32)
# %% predict_digit
def predict_digit(model, image):
    prediction = model.predict(image.reshape(1, *image.shape), verbose=0)
    confidence = np.max(prediction, axis=1)
    digit = np.argmax(prediction, axis=1)
    return digit, confidence
