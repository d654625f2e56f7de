# assignment: mnist_cnn
# about: prints the accuracy and returns nothing
# loses: evaluate_model
# mistake: returns_none
# %% evaluate_model
def evaluate_model(model, images, labels):
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    print(accuracy)
