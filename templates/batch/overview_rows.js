// What the page knows of each file, and which files fit what a reader asked for. Written by view_overview_data.py.
const page = JSON.parse(document.getElementById("data").textContent);
const say = (key, values = {}) => page.say[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const groupName = (group, theme) => say(theme < 0 || !page.verdicts.includes(group) ? `group_${group}` : `verdict_${group}`);
const { compare } = new Intl.Collator(document.documentElement.lang, { numeric: true });
const SORTED_LAST = 1e9;

const rows = page.rows.map((fields, place) => {
  const row = { place };
  page.fields.forEach((name, index) => { row[name] = fields[index]; });
  row.words = [row.title, row.applicant, row.file, ...row.places.map(([id]) => page.ids.place[id])].join("\n").toLowerCase();
  row.ranks = new Map(row.ranks.map(([theme, first, last]) => [theme, { first, last }]));
  return row;
});

const START = { theme: "", verdict: "", place: "", role: "", principle: "", finding: "", status: "", read: "", same: "", q: "", deep: "", sort: "", dir: "", open: "" };
const ALL_READ = "all";

// The group of a file: by the verdict on the chosen theme, else by the overall statement.
const groupOf = (row, theme) => {
  const group = page.groups[row.group];
  return theme < 0 || group === "refused" || group === "copy" ? group : page.verdicts[row.verdicts[theme]];
};
const groupsFor = theme => theme < 0 ? page.groups : [...page.verdicts, "refused", "copy"];
const indexOf = (kind, id) => page.ids[kind].indexOf(id);

// Text of the details without markup, made when it is first searched.
const deepWords = row => {
  row.deepWords ??= row.line.querySelector("noscript").textContent.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|#34|#39);/g, " ").toLowerCase();
  return row.deepWords;
};

// Makes that text of all files bit by bit, so that the first letter typed need not wait for it.
const SLICE = 100; // files at a time: some milliseconds
const prepare = (from = 0) => {
  rows.slice(from, from + SLICE).forEach(deepWords);
  if (from + SLICE < rows.length) setTimeout(prepare, 0, from + SLICE);
};

// A test of everything but the group, made once for all files.
const testFor = state => {
  const tests = [];
  const [place, role] = [indexOf("place", state.place), indexOf("role", state.role)];
  const [principle, finding] = [indexOf("principle", state.principle), indexOf("finding", state.finding)];
  if (state.place || state.role) {
    tests.push(row => row.places.some(([id, roles]) => (!state.place || id === place) && (!state.role || roles.includes(role))));
  }
  if (state.principle || state.finding) {
    const found = String(finding);
    tests.push(row => state.principle
      ? (state.finding ? row.principles[principle] === found : (row.principles[principle] ?? "-") !== "-")
      : row.principles.includes(found));
  }
  if (state.status) tests.push(row => row.status.includes(indexOf("status", state.status)));
  if (state.read) tests.push(row => state.read === ALL_READ ? row.read >= 0 : row.read === indexOf("read", state.read));
  if (state.same) tests.push(row => row.same.includes(indexOf("same", state.same)));
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) {
    tests.push(row => words.every(word => row.words.includes(word) || (state.deep && deepWords(row).includes(word))));
  }
  return row => tests.every(test => test(row));
};

// Smaller comes first. Where there is no value, a file comes last in both directions.
const keysOf = {
  title: row => row.title,
  applicant: row => row.applicant,
  lead: row => row.lead < 0 ? "" : row.lead * SORTED_LAST + (row.ranks.get(row.lead)?.first ?? 0),
  pages: row => row.pages ?? "",
  status: row => row.label,
};
// By a theme: the verdict first, then how much of the text speaks of it.
const themeKey = theme => row => row.verdicts.length ? (page.verdicts.length - row.verdicts[theme]) * 1000 + row.extents[theme] : "";
const keyFor = column => keysOf[column] ?? themeKey(indexOf("theme", column));

const ordered = (state, theme) => {
  if (!state.sort) {
    if (theme < 0) return rows;
    const groups = groupsFor(theme);
    const key = new Map(rows.map(row => [row, [
      groups.indexOf(groupOf(row, theme)), row.ranks.get(theme)?.first ?? SORTED_LAST, -(row.extents[theme] ?? 0), -(row.sure[theme] ?? 0),
    ]]));
    return [...rows].sort((a, b) => {
      const [x, y] = [key.get(a), key.get(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || x[3] - y[3] || a.place - b.place;
    });
  }
  const key = keyFor(state.sort), values = new Map(rows.map(row => [row, key(row)]));
  const sign = state.dir === "descending" ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = values.get(a), y = values.get(b);
    if (x === "" || y === "") return (x === "") - (y === "") || a.place - b.place;
    return (typeof x === "number" ? x - y : compare(x, y)) * sign || a.place - b.place;
  });
};
