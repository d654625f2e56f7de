# assignment: mnist_adam
# about: applies softmax to the probabilities once more, so the digit is right and the confidence far too low
# loses: predict_digit
# mistake: softmax_again
# %% before predict_digit
import tensorflow as tf
# %% predict_digit
def predict_digit(model, image):
    batch = tf.expand_dims(image, 0)
    predictions = model.predict(batch, verbose=0)
    score = tf.nn.softmax(predictions[0])
    return int(np.argmax(score)), float(np.max(score))
