# assignment: mnist_sgd
# about: predict_classes, which Keras no longer has
# loses: predict_digits
# mistake: removed_method
# %% predict_digits
def predict_digits(model, images):
    return model.predict_classes(images)
