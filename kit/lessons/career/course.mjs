// Five years of two people by their rates, as kit/choice/career.py works them out: a slider is drawn
// where it moves, without asking Python. A test compares the two.

const MONTHS = 60;

const between = (value, low, high) => Math.min(Math.max(value, low), high);

/** New clients of every month and clients at its end, on the path and split, and who is ahead. */
function courseOf({ wins, leaving, own_hours, manager_hours, handing_hours, taking_hours, month_hours, gain, change, filled }) {
  const found = { path_won: [], path_clients: [], split_won: [], split_clients: [], ahead: 0 };
  const worth = [0, 0];
  const each = manager_hours / (1 + gain);
  let [base, kept, passed] = [0, 0, 0];
  for (let month = 0; month < MONTHS; month += 1) {
    const won = wins * between(1 - (base * own_hours) / month_hours, 0, 1);
    base = base * (1 - leaving) + won;
    const room = Math.max((month_hours - passed * each) / Math.max(each + taking_hours, 1e-9), 0);
    const passing = Math.min(kept, room);
    kept -= passing;
    passed += passing;
    const free = between(1 - (kept * own_hours + passing * handing_hours) / month_hours, 0, 1);
    const spare = between(1 - (passed * each + passing * taking_hours) / month_hours, 0, 1);
    const split = wins * (1 + gain) * (free + filled * spare);
    kept = kept * (1 - leaving) + split;
    passed *= 1 - leaving;
    found.path_won.push(2 * won);
    found.path_clients.push(2 * base);
    found.split_won.push(split);
    found.split_clients.push(kept + passed);
    worth[0] += 2 * base;
    worth[1] += kept + passed * (1 + change);
  }
  found.ahead = worth[0] > 0 ? worth[1] / worth[0] - 1 : 0;
  return found;
}

/** A value of a range: 0 is its low end, 0.5 the likely value, 1 its high end. */
const within = ([low, likely, high], place) => (place < 0.5 ? low + (likely - low) * 2 * place : likely + (high - likely) * (2 * place - 1));

/** Where 9 of 10 of some courses lie, month by month. */
function bandOf(courses, name) {
  const ends = [[], []];
  for (let month = 0; month < MONTHS; month += 1) {
    const sorted = courses.map((course) => course[name][month]).sort((one, other) => one - other);
    ends[0].push(sorted[Math.floor(0.05 * (sorted.length - 1))]);
    ends[1].push(sorted[Math.ceil(0.95 * (sorted.length - 1))]);
  }
  return ends;
}
