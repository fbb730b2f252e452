"""Sphinx's settings: plain Markdown, one theme, nothing that is fetched from anywhere."""

from importlib.metadata import version as installed

project = "msim"
author = "msim authors"
copyright = "2026, msim authors. MIT licence"
release = version = installed("msim")
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "html_image"]
myst_heading_anchors = 4
highlight_language = "none"
nitpicky = True
smartquotes = False  # they would turn the dashes of options into others

html_theme = "furo"
html_title = "msim"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_use_index = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-dark"

# The colours of report.html, light and dark.
_FONT = '"Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif'
_MONO = 'ui-monospace, "Liberation Mono", Menlo, Consolas, monospace'
html_theme_options = {
    "light_css_variables": {
        "font-stack": _FONT,
        "font-stack--monospace": _MONO,
        "color-brand-primary": "#0072b2",
        "color-brand-content": "#0072b2",
        "color-brand-visited": "#5b4b8a",
        "color-background-primary": "#ffffff",
        "color-background-secondary": "#f7f6f3",
        "color-foreground-primary": "#1a1a1a",
        "color-foreground-secondary": "#5b5b5b",
        "color-code-background": "#f7f6f3",
    },
    "dark_css_variables": {
        "color-brand-primary": "#56b4e9",
        "color-brand-content": "#56b4e9",
        "color-brand-visited": "#b9a8e0",
        "color-background-primary": "#16181b",
        "color-background-secondary": "#202327",
        "color-foreground-primary": "#ececec",
        "color-foreground-secondary": "#a9adb3",
        "color-code-background": "#202327",
        "color-sidebar-caption-text": "#a9adb3",
    },
}
