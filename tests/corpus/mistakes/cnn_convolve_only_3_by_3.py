# assignment: mnist_cnn
# about: is written for kernels of 3 by 3
# loses: convolve
# mistake: fixed_kernel_size
# %% convolve
def convolve(image, kernel):
    out = np.zeros((image.shape[0] - 2, image.shape[1] - 2))
    for a in range(min(3, kernel.shape[0])):
        for b in range(min(3, kernel.shape[1])):
            out += kernel[a, b] * image[a:a + out.shape[0], b:b + out.shape[1]]
    return out
