"""A lesson with a class: a console for the teacher, a projection, and a page for each student.

Nothing of an answer leaves the server for a student's page or the projection before the teacher
reveals it.
"""
