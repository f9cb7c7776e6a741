"""`accord init`: a few questions, and the first pair of files that their answers make."""

from daemon.questions.asking import QUESTIONS, Given, Question
from daemon.questions.people import first_people
from daemon.questions.writing import first_settings
from daemon.settings import forms

__all__ = ["QUESTIONS", "Question", "first_files"]


def first_files(answers: Given) -> tuple[str, str]:
    """The text of `accord.toml` and of `directory.toml`, which lies beside it.

    `answers` by the questions' keys; each has passed `complaint`. An absent one is its default.
    """
    given = {
        question.key: forms.printable(answers.get(question.key, "")) or question.default or ""
        for question in QUESTIONS
    }
    return first_settings(given), first_people(given)
