"""Who takes part is kept, and stands where the decisions are read back."""

from kit.company import store
from kit.company.model import Company
from kit.lessons.agreements.participants import participants_panel, take_part
from kit.lessons.decided.panel import as_html


def test_names_are_kept_shown_with_the_decisions_and_taken_back(tmp_path):
    company = store.new(tmp_path / "ours", "chapter")
    assert "Filled in by" not in as_html(company)
    panel = participants_panel(company).children[1]
    names, buttons = panel.children[1:3]
    names.value = "  Anna,  Boris "
    buttons.children[0].click()
    kept = store.open(company.folder)
    assert kept.participants == "Anna, Boris"
    assert "Filled in by Anna, Boris." in as_html(kept)
    # in the part of one lesson too, and in the reader's language
    russian = kept.settings.model_copy(update={"language": "ru"})
    shown = as_html(kept.model_copy(update={"settings": russian}), "06")
    assert "Заполняют: Anna, Boris." in shown
    names.value = ""
    buttons.children[0].click()
    assert store.open(company.folder).participants == ""


def test_nobody_has_to_be_named():
    assert take_part(Company(), " \n ") == Company()
