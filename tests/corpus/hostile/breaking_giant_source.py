# assignment: mnist_adam
# family: breaking
# about: compiles 100,000 lines and one line of 3 MB, which do nothing; right work
# loses:
# may_lose:
# flag: maybe
# %% end
exec("x = 1\n" * 100_000)
# %% end
compiled = compile("x = " + "1 + " * 3_000 + "1", "<long>", "exec")
text = eval(repr("y" * 3_000_000))
