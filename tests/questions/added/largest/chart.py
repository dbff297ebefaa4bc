"""One bar."""

from kit.language import say
from kit.questions.question import Chart


def bar(finding, figure, language):
    axes = figure.subplots()
    axes.bar(finding.table["client"], finding.table["amount"])
    axes.set_xlabel(language(say("client")))
    return [axes]


CHARTS = (Chart("bar", say("The largest"), say("A bar."), lambda finding: 2.0, bar),)
