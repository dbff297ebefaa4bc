// The colour, the dash and the mark of each kind of rule, as in the pictures (questions/colours.py).

const LOOKS = {
  contract: { colour: "var(--contract, #0173b2)", dash: "", mark: "circle" },
  deal: { colour: "var(--deal, #b34700)", dash: "7 3", mark: "square" },
  volume: { colour: "var(--volume, #00795a)", dash: "2 3", mark: "triangle" },
  share: { colour: "var(--share, #9c3d8f)", dash: "10 3 2 3", mark: "diamond" },
  tenure: { colour: "var(--tenure, #3d3d3d)", dash: "4 2", mark: "cross" },
  joint: { colour: "var(--ink, #1c1c1c)", dash: "1 3", mark: "slanted" },
};
const MARKS = {
  square: (x, y) => `M${x - 4} ${y - 4}h8v8h-8z`,
  diamond: (x, y) => `M${x} ${y - 5.5}l5.5 5.5 -5.5 5.5 -5.5 -5.5z`,
  triangle: (x, y) => `M${x} ${y - 5}l5.5 9.5h-11z`,
  cross: (x, y) => `M${x - 5} ${y}h10m-5 -5v10`,
  slanted: (x, y) => `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`,
};

function mark(shape, x, y, colour, fill = "var(--card, #fff)") {
  const look = { fill, stroke: colour, "stroke-width": 2 };
  return shape === "circle" ? h("circle", { cx: x, cy: y, r: 4.5, ...look }) : h("path", { d: MARKS[shape](x, y), ...look });
}
