# What the page says around the article. The build reads it: one line a message, no arguments.
page-skip = Skip to the text
page-other-language = Español
page-dark-theme = Dark theme
page-footer = Acequia is not affiliated with Amazon Web Services. Everything happens in this tab: no server, no account, no cookies.
