# assignment: mnist_sgd
# about: prints the digits as text
# loses: show_digits
# mistake: not_a_figure
# %% show_digits
def show_digits(images, labels):
    lines = []
    for image, label in zip(images[:10], labels[:10]):
        lines.append(f"label: {label}")
        lines += ["".join("#" if pixel > 127 else "." for pixel in row) for row in image]
    return "\n".join(lines)
