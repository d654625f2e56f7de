# assignment: mnist_adam
# family: breaking
# about: scratch cells raise SystemExit, KeyboardInterrupt and GeneratorExit between the tasks
# loses:
# may_lose:
# flag: maybe
# %% after normalize_images
import sys

sys.exit(0)
# %% after build_model
raise GeneratorExit
# %% before plot_history
raise KeyboardInterrupt
# %% end
sys.exit("done")
