# assignment: mnist_cnn
# about: leaves the last row and column of the kernel out
# loses: convolve
# mistake: misses_part_of_kernel
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            for a in range(kh - 1):
                for b in range(kw - 1):
                    out[r, c] += image[r + a, c + b] * kernel[a, b]
    return out
