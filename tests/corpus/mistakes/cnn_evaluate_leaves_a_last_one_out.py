# assignment: mnist_cnn
# about: leaves out a last batch of one image
# loses: evaluate_model
# %% evaluate_model
def evaluate_model(model, images, labels):
    right = 0
    for start in range(0, len(images) - 1, 32):
        outputs = model.predict_on_batch(images[start : start + 32])
        right += int((outputs.argmax(axis=1) == labels[start : start + 32]).sum())
    return right / len(images)
