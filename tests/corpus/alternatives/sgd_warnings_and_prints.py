# assignment: mnist_sgd
# about: prints, warnings, asserts and logging inside the functions
# loses:
# %% before show_digits
import logging
import warnings

logging.basicConfig(level=logging.INFO)
log = logging.getLogger("digits")
# %% normalize_images
def normalize_images(images):
    log.info("normalizing %d images", len(images))
    if images.max() <= 1:
        warnings.warn("these images look dark", stacklevel=2)
    result = images.astype("float32") / 255
    assert result.shape == images.shape
    return result
# %% train_with_sgd
def train_with_sgd(model, images, labels, epochs=20):
    warnings.warn("training takes a while", stacklevel=2)
    log.info("shape %s, labels %s", images.shape, np.unique(labels))
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, labels, epochs=epochs, verbose=0)
    log.info("final loss %.3f", history.history["loss"][-1])
    return history
# %% evaluate_model
def evaluate_model(model, images, labels):
    import sys

    print("evaluating", file=sys.stderr)
    _, accuracy = model.evaluate(images, labels, verbose=2)
    return accuracy
