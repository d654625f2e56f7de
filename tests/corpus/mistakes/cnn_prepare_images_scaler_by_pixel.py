# assignment: mnist_cnn
# about: a scaler for tables scales each pixel by its own range over the images
# loses: prepare_images
# may_lose: test_accuracy
# mistake: per_pixel_scaling
# %% prepare_images
from sklearn.preprocessing import MinMaxScaler


def prepare_images(images):
    flat = images.reshape(len(images), -1)
    return MinMaxScaler().fit_transform(flat).reshape(-1, 28, 28, 1)
