# assignment: mnist_sgd
# about: It works in Colab. Why is my function not there?
# loses: normalize_images
# may_lose: test_accuracy
# mistake: 
# %% normalize_images
from google.colab import drive
drive.mount("/content/drive")

def normalize_images(images):
    return images / 255
