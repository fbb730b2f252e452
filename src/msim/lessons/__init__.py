"""What a class can find out with the simulator: ten lessons, their sheets and their notebooks.

A lesson is a folder of plain texts in `content/`: what is shown (`lesson.md`), what students write
on (`worksheet.md`), what the instructor knows (`instructor.md`), answers to what may be tried at
home (`solutions.md`), and the code (`notebook.md`). No number is written in any of them: texts are
templates, filled with what the notebook's own cells come to.

>>> find("who-is-reached").title
'Who is reached?'
"""

from msim.lessons.lesson import Lesson, find, lessons

__all__ = ["Lesson", "find", "lessons"]
