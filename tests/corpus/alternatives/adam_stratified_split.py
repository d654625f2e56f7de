# assignment: mnist_adam
# about: a stratified split by scikit-learn
# loses:
# %% train_with_adam
from sklearn.model_selection import train_test_split


def train_with_adam(model, images, labels, epochs=25):
    train_images, val_images, train_labels, val_labels = train_test_split(
        images, labels, test_size=0.2, stratify=labels, random_state=1
    )
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model.fit(
        train_images,
        train_labels,
        epochs=epochs,
        validation_data=(val_images, val_labels),
        verbose=2,
    )
