# assignment: mnist_sgd
# about: short functions written as lambdas
# loses:
# %% normalize_images
normalize_images = lambda images: images / 255.0
# %% flatten_images
flatten_images = lambda images: images.reshape(-1, 784)
# %% evaluate_model
evaluate_model = lambda model, images, labels: model.evaluate(images, labels, verbose=0)[-1]
# %% predict_digits
predict_digits = lambda model, images: np.argmax(model.predict(images, verbose=0), axis=-1)
