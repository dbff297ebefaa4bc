"""People get into their roles by a tick, by name, or from the list of employees."""

import pytest

import kit
from kit.company.model import Company, Person, Role
from kit.errors import KitError
from kit.lessons.conveyor.people import add_person, set_role, take_staff

ROLES = (Role(id="hunter", label="Jäger"), Role(id="account_manager", label="Betreuer"))
OURS = Company(roles=ROLES, people=(Person(id="M1", name="Anna", roles=("hunter",)),))


def roles(company):
    return {person.id: person.roles for person in company.people}


def test_a_person_is_added_by_name_and_known_ones_are_recognised():
    assert roles(add_person(OURS, "hunter", " Boris  K. ")) == {
        **{"M1": ("hunter",), "Boris K.": ("hunter",)},
    }
    assert roles(add_person(OURS, "account_manager", "anna")) == {
        "M1": ("hunter", "account_manager")
    }
    with pytest.raises(KitError, match="name is missing"):
        add_person(OURS, "hunter", " ")
    with pytest.raises(KitError, match="no role seller"):
        add_person(OURS, "seller", "Boris")


def test_a_tick_gives_a_role_and_takes_it_back():
    both = set_role(OURS, "M1", "account_manager", works=True)
    assert roles(both) == {"M1": ("hunter", "account_manager")}
    assert set_role(both, "M1", "account_manager", works=True) == both
    assert roles(set_role(both, "M1", "hunter", works=False)) == {"M1": ("account_manager",)}
    with pytest.raises(KitError, match="not in the list"):
        set_role(OURS, "M2", "hunter", works=True)


def test_everybody_comes_from_the_list_of_employees_and_what_was_said_stays():
    demo = kit.open("demo")
    sales = kit.read(demo)
    nobody = demo.model_copy(update={"people": ()})
    taken = take_staff(nobody, sales)
    assert roles(taken) == {person.id: person.roles for person in demo.people}
    assert len(taken.people) == 14
    said = (Person(id="H2", name="Ivan", roles=("account_manager",)),)
    mixed = take_staff(nobody.model_copy(update={"people": said}), sales)
    assert mixed.people[0] == said[0]
    assert len(mixed.people) == 14
    with pytest.raises(KitError, match="no list of employees"):
        take_staff(demo, None)
    other = demo.model_copy(update={"roles": (Role(id="driver", label="Driver"),), "people": ()})
    with pytest.raises(KitError, match="Nobody in the list"):
        take_staff(other.model_copy(update={"handoffs": (), "holdings": ()}), sales)
