# assignment: mnist_sgd
# family: breaking
# about: moves into a folder and removes it, empties the environment and the import path
# loses:
# may_lose: *
# flag: maybe
# %% before flatten_images
import os
import sys
import tempfile

gone = tempfile.mkdtemp()
os.chdir(gone)
os.rmdir(gone)
os.environ.clear()
sys.path.clear()
sys.path_importer_cache.clear()
os.umask(0o777)
