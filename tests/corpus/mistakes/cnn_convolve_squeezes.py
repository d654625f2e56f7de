# assignment: mnist_cnn
# about: takes out every axis of length 1
# loses: convolve
# mistake: drops_axes
# %% convolve
def convolve(image, kernel):
    x = keras.ops.convert_to_tensor(image[None, :, :, None].astype("float32"))
    k = keras.ops.convert_to_tensor(kernel[:, :, None, None].astype("float32"))
    return np.squeeze(keras.ops.convert_to_numpy(keras.ops.conv(x, k)))
