# assignment: mnist_sgd
# about: LaTeX sets the text, widgets show the figures, functions run eagerly and channels come first
# loses:
# %% after setup
import tensorflow as tf

%matplotlib widget
plt.rcParams.update({"text.usetex": True, "figure.autolayout": True})
tf.config.run_functions_eagerly(True)
keras.config.set_image_data_format("channels_first")
