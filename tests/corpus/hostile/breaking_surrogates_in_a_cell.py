# assignment: mnist_sgd
# family: breaking
# about: right work, but a cell prints a lone surrogate and another fails with one in its message
# loses:
# may_lose:
# flag: maybe
# %% end
print("\ud800 is half a character")
# %% end
raise ValueError("\udcff is one, too")
