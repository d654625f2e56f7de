# assignment: mnist_sgd
# about: It works in my notebook, why does the check say that the result is always the same?
# loses: normalize_images
# may_lose: test_accuracy
# mistake: same_result_again
# %% normalize_images
def normalize_images(images):
    return x_train[: len(images)] / 255
