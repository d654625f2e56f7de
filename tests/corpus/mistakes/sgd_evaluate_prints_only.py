# assignment: mnist_sgd
# about: prints and returns nothing
# loses: evaluate_model
# mistake: returns_none
# %% before train_with_sgd
import math
# %% evaluate_model
def evaluate_model(model, images, labels):
    scores = model.evaluate(images, labels, verbose=0)
    print("Accuracy: %.2f %%" % (scores[1] * 100))
