# assignment: mnist_cnn
# about: where and a product of masks
# loses:
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return np.where(~(first == labels) & ~(second == labels))[0]
# %% predict_digits
def predict_digits(model, images):
    return np.array([np.argmax(p) for p in model.predict(images, verbose=0)])
