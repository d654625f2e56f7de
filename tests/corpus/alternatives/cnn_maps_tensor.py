# assignment: mnist_cnn
# about: draws tensors, batch of one by tf.newaxis
# loses:
# %% show_feature_maps
import tensorflow as tf

def show_feature_maps(model, image):
    activations = model.layers[0](tf.constant(image)[tf.newaxis])
    fig = plt.figure(layout="tight")
    for i in range(activations.shape[-1]):
        ax = fig.add_subplot(2, 4, i + 1)
        ax.imshow(activations[0, :, :, i])
        ax.set_title(f"map {i + 1}")
    return fig
