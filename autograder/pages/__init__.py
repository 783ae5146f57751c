"""Building blocks of the pages that people read: templates, and a filter for everything hostile.

sanitise   text and HTML from a notebook, made harmless
redact     hidden regions cut out, with the outputs that quote them
refusals   why a part is left out
allowance  how much one page may hold
images     bitmap pictures, checked by their headers
drawings   SVG, allowed only as a picture
formulas   TeX to MathML
prose      markdown
highlight  Python source
outputs    the outputs of one code cell
notebook   all cells of a notebook, and the questions at their places
marks      outcomes and points in words
charts     our own inline SVG
matrix     rows by columns with a sign where they meet, as inline SVG
strips     histograms over one axis, with lines across
statistics the figures of a class
stock      what nbgrader's own page is given, made harmless
layout     Jinja templates and the policy that each page carries
audit_page the page about how good the checks are
folders    writing a folder at one stroke
"""
