# assignment: mnist_cnn
# about: works in the image itself
# loses: convolve
# mistake: changes_input
# %% convolve
def convolve(image, kernel):
    kh, kw = kernel.shape
    rows, cols = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    copy = image.astype(float)
    for r in range(rows):
        for c in range(cols):
            copy[r, c] = np.sum(copy[r:r + kh, c:c + kw] * kernel)
    image[:rows, :cols] = np.clip(copy[:rows, :cols], 0, 1 if image.max() <= 1 else 255).astype(image.dtype)
    return copy[:rows, :cols].copy()
