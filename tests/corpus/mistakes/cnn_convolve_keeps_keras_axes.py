# assignment: mnist_cnn
# about: leaves Keras's axes in
# loses: convolve
# mistake: extra_axis
# %% convolve
def convolve(image, kernel):
    x = image[None, :, :, None].astype("float32")
    return np.array(keras.ops.conv(x, kernel[:, :, None, None].astype("float32")))
