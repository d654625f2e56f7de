# assignment: mnist_cnn
# about: Keras's own convolution
# loses:
# %% convolve
def convolve(image, kernel):
    x = keras.ops.convert_to_tensor(image[None, ..., None], dtype="float32")
    k = keras.ops.convert_to_tensor(kernel[..., None, None], dtype="float32")
    return keras.ops.convert_to_numpy(keras.ops.conv(x, k, padding="valid"))[0, :, :, 0]
