# assignment: mnist_sgd
# about: Where is predict_classes?
# loses: predict_digits
# mistake: removed_method
# %% predict_digits
def predict_digits(model, images):
    return model.predict_classes(images)
