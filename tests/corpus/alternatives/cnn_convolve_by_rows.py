# assignment: mnist_cnn
# about: one row of the kernel after another, with np.correlate
# loses:
# %% convolve
def convolve(image, kernel):
    h = kernel.shape[0]
    rows = image.shape[0] - h + 1
    return np.array([
        sum(np.correlate(image[i + a].astype(float), kernel[a], mode="valid") for a in range(h))
        for i in range(rows)
    ])
