// Where arrows run and where their words stand, in drawing units; a place is the middle of a box.

/** Where the line from the middle of a box to another place leaves the box. */
function border([x, y], [toX, toY], [width, height]) {
  const [dx, dy] = [Math.abs(toX - x), Math.abs(toY - y)];
  const scale = Math.min(width / 2 / Math.max(dx, 1e-9), height / 2 / Math.max(dy, 1e-9), 1);
  return [x + (toX - x) * scale, y + (toY - y) * scale];
}

/** The two ends of an arrow between two boxes, shifted sideways where another runs back. */
function arrowEnds(from, to, box, aside) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [a, b] = [from, to].map(([x, y]) => [x - (dy / length) * aside, y + (dx / length) * aside]);
  return [border(a, b, box), border(b, a, box)];
}

/**
 * The middle of an arrow's words, where they cover the fewest of the boxes and words that are
 * `taken` ([x, y, width, height] each): on a long arrow, beside a short one, which they would hide.
 */
function labelPlace([a, b], [width, height], taken) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [-dy / length, dx / length];
  const away = (Math.abs(nx) * width + Math.abs(ny) * height) / 2 + 4;
  const sides = length > 2 * width ? [0] : [-1, 1];
  const places = sides.flatMap((side) =>
    [0.5, 0.4, 0.6].map((t) => [a[0] + dx * t + side * away * nx, a[1] + dy * t + side * away * ny]));
  const hits = ([x, y]) =>
    taken.filter(
      ([tx, ty, tw, th]) => Math.abs(x - tx) < (width + tw) / 2 - 4 && Math.abs(y - ty) < (height + th) / 2 - 4,
    ).length;
  return places.reduce((best, other) => (hits(other) < hits(best) ? other : best));
}

