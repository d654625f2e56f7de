# assignment: mnist_sgd
# about: magics in scratch cells and on top of a solution cell
# loses:
# %% before show_digits
%matplotlib inline
%config InlineBackend.figure_format = "retina"
# %% after normalize_images
%timeit -n1 -r1 normalize_images(x_train[:100])
# %% before build_model
%%capture output
print(keras.__version__)
# %% train_with_sgd
%%time
def train_with_sgd(model, images, labels, epochs=20):
    model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model.fit(images, labels, epochs=epochs, verbose=0)
# %% after predict_digits
%%time
pixels = normalize_images(x_test[:5])
print(pixels.shape)
# %% end
%who_ls function
