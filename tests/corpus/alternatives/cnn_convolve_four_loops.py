# assignment: mnist_cnn
# about: four loops and an accumulator
# loses:
# %% convolve
def convolve(image, kernel):
    """Straight from the formula."""
    H, W = image.shape
    h, w = kernel.shape
    result = np.empty((H - h + 1, W - w + 1), dtype=np.float64)
    for i in range(H - h + 1):
        for j in range(W - w + 1):
            acc = 0.0
            for a in range(h):
                for b in range(w):
                    acc += float(image[i + a, j + b]) * kernel[a, b]
            result[i, j] = acc
    return result
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    return [i for i, (t, a, b) in enumerate(zip(labels, first, second)) if t != a and t != b]
