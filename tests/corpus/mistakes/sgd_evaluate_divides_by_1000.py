# assignment: mnist_sgd
# about: divides the number of right ones by 1000, however many images there are
# loses: evaluate_model
# mistake: fixed_divisor
# %% evaluate_model
def evaluate_model(model, images, labels):
    predicted = model.predict(images, verbose=0).argmax(axis=1)
    return float(np.sum(predicted == labels)) / 1000
