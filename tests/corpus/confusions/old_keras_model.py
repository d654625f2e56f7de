# assignment: mnist_sgd
# about: I used tf_keras, since a forum said so. Is that not Keras?
# loses: build_model
# may_lose: test_accuracy
# mistake: model_of_another_package
# %% before build_model
%%writefile tf_keras.py
# What is installed under this name on the student's machine.
class Sequential:
    def __init__(self, layers):
        self.layers = layers
# %% build_model
import tf_keras

def build_model():
    return tf_keras.Sequential(["Flatten", "Dense", "Dense", "Dense"])
