// Converts [display, latex] pairs of a file by both libraries: node convert.cjs FILE
const [katex, temml] = [require("katex"), require("temml")];
const formulas = JSON.parse(require("fs").readFileSync(process.argv[2]));
const timed = (convert) => {
  const begun = performance.now();
  const html = formulas.map(([display, latex]) => {
    try { return convert(latex.trim(), { displayMode: display === "block", throwOnError: true, strict: false }); }
    catch { return null; }
  });
  return [html, (performance.now() - begun) / 1000];
};
console.log(JSON.stringify({
  katex: timed((latex, options) => katex.renderToString(latex, { ...options, output: "html" })),
  temml: timed((latex, options) => temml.renderToString(latex, options)),
}));
