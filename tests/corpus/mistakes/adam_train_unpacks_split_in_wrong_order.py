# assignment: mnist_adam
# about: train_test_split is unpacked in the wrong order, so images meet images
# loses: train_with_adam test_accuracy
# mistake: parts_exchanged
# %% before train_with_adam
from sklearn.model_selection import train_test_split
# %% train_with_adam
def train_with_adam(model, images, labels, epochs=25):
    x_tr, y_tr, x_val, y_val = train_test_split(images, labels, test_size=0.2, random_state=42)
    model.compile(
        loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"]
    )
    return model.fit(x_tr, y_tr, validation_data=(x_val, y_val), epochs=epochs, batch_size=32)
# %% predict_digit
def predict_digit(model, image):
    prediction = model.predict(image.reshape(1, *image.shape), verbose=0)
    confidence = np.max(prediction)
    digit = np.argmax(prediction, axis=1)[0]
    return digit, confidence
