# assignment: mnist_cnn
# about: assigns the products instead of adding them
# loses: convolve
# mistake: sum_overwritten
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    out = np.zeros((image.shape[0] - kh + 1, image.shape[1] - kw + 1))
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            for a in range(kh):
                for b in range(kw):
                    out[r, c] = image[r + a, c + b] * kernel[a, b]
    return out
