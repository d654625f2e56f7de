# assignment: mnist_cnn
# about: makes one number of three digits, which overflows where labels are bytes
# loses: mistakes_of_both
# mistake: wrong_for_dtype
# %% mistakes_of_both
def mistakes_of_both(labels, first, second):
    codes = 100 * labels + 10 * first + second
    true, one, other = codes // 100, codes // 10 % 10, codes % 10
    return np.flatnonzero((one != true) & (other != true))
