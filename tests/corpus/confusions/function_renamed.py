# assignment: mnist_sgd
# about: Why does the check not find my function? It is there
# loses: predict_digits
# mistake: 
# %% predict_digits
def predict_digit(model, images):
    return model.predict(images, verbose=0).argmax(axis=1)
