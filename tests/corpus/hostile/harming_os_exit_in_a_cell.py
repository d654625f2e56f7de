# assignment: mnist_adam
# family: harming
# about: ends the process with status 0 in a cell after half of the tasks
# loses:
# may_lose: *
# flag: yes
# %% after train_with_adam
import os

os._exit(0)
