# assignment: mnist_sgd
# about: a scratch cell raises and stays in the notebook
# loses:
# %% before build_model
# try: what does the raw model say?
model.summry()
# %% normalize_images
def normalize_images(images):
    images = np.array(images, dtype="float32")
    return images / 255
# %% after predict_digits
print(x_train[0] / undefined_name)
# %% end
1 / 0
