# Said by the loader, before the page's own strings are there. One line a message, no arguments.
loader-start = Open the works
loader-loading = Opening the gates…
loader-frame = Acequia works
loader-works = The works
loader-failed = The works could not be started.
loader-again = Try again
loader-save = Save the run
loader-new-tab = Open in a new tab
loader-set-aside = The simulator broke twice at the same action, which was set aside:
