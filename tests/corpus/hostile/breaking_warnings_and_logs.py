# assignment: mnist_adam
# family: breaking
# about: turns warnings into errors, floods the loggers and replaces the exception hooks; right work
# loses:
# may_lose: *
# flag: maybe
# %% before normalize_images
import logging
import sys
import threading
import warnings

warnings.simplefilter("error")
logging.raiseExceptions = True
logging.basicConfig(level=logging.DEBUG, force=True)
logging.disable(logging.NOTSET)
sys.excepthook = threading.excepthook = sys.unraisablehook = None
np.seterr(all="raise")
logging.getLogger().handlers.append(None)
