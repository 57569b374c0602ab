"""Read by every IPython kernel of the environment; loads the runtime's mends."""

c = get_config()
c.InteractiveShellApp.extensions = ["ninbook.runtime"]
