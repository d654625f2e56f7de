# assignment: mnist_sgd
# about: takes the digit whose probability exceeds one half; where none does, the answer is 0
# loses: predict_digits
# %% predict_digits
def predict_digits(model, images):
    probabilities = model.predict(images, verbose=0)
    yes_or_no = (probabilities > 0.5).astype("int32")
    return np.argmax(yes_or_no, axis=1)
