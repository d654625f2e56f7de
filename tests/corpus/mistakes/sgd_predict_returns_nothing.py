# assignment: mnist_sgd
# about: prints and returns nothing
# loses: predict_digits
# mistake: returns_none
# %% predict_digits
def predict_digits(model, images):
    y_proba = model.predict(images)
    y_pred = y_proba.argmax(axis=-1)
    print(y_pred[:10])
