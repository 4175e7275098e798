/** The look of the page: system fonts, colours of at least 4.5:1 against their ground, both schemes, and paper. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #1b1f24; --dim: #57606a; --line: #d5dae0;
  --critical: #a40e26; --high: #b3391b; --medium: #7a5200; --low: #4d5762; --unknown: #6034b0; --good: #116329; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1318; --card: #181d24; --ink: #e6e9ed; --dim: #9aa4af;
  --line: #2e3640; --critical: #ff7b85; --high: #ff9a70; --medium: #e3b341; --low: #a3adb8; --unknown: #bda0ff; --good: #56d364; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1.25rem 4rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.8rem; line-height: 1.2; }
h1.holds { color: var(--good); } h1.broken { color: var(--critical); } h1.undecided { color: var(--unknown); }
h2 { margin: 2.5rem 0 0; font-size: 1.25rem; } h3 { margin: 0 0 .5rem; font-size: 1rem; }
p { margin: .25rem 0; } .lead, .counts, .place, footer { color: var(--dim); } .counts { font-size: .875rem; }
.changes { margin-top: .5rem; font-weight: 600; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; margin: 1.25rem 0 .75rem; }
dl div { display: flex; flex-direction: column-reverse; padding: .5rem .9rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem; }
dt { color: var(--dim); font-size: .8rem; } dd { margin: 0; font-size: 1.4rem; font-weight: 600; font-variant-numeric: tabular-nums; }
nav { margin: .9rem 0 1.4rem; } nav ul, nav ol { margin: 0; padding: 0; list-style: none; }
.commonest li { display: flex; gap: .75rem; margin: 0; padding: .3rem 0; border-bottom: 1px solid var(--line); }
.commonest .times { min-width: 2.5rem; font-weight: 600; text-align: right; font-variant-numeric: tabular-nums; }
nav details { margin-top: .75rem; } .subjects { display: flex; flex-wrap: wrap; gap: .4rem; padding-top: .5rem !important; }
.subjects li { margin: 0; } .subjects a { display: inline-block; padding: .15rem .6rem; background: var(--card); border: 1px solid var(--line);
  border-left: 3px solid var(--tone); border-radius: .4rem; font-size: .875rem; text-decoration: none; }
.subjects a:hover { text-decoration: underline; } article { scroll-margin-top: 1rem; } article:target { border-color: var(--ink); }
article { margin: .9rem 0; padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.finding { padding: .6rem 0 .6rem .8rem; border-left: 3px solid var(--tone); }
.finding + .finding { margin-top: .6rem; }
.critical { --tone: var(--critical); } .high { --tone: var(--high); } .medium { --tone: var(--medium); }
.low { --tone: var(--low); } .unknown { --tone: var(--unknown); }
.grade { color: var(--tone); font-size: .8rem; font-weight: 700; text-transform: uppercase; letter-spacing: .03em; }
.new { padding: 0 .4rem; border: 1px solid currentColor; border-radius: .75rem; color: var(--good); font-size: .75rem; }
code { font: .85em ui-monospace, monospace; } code.rule { color: var(--dim); }
.remedy::before { content: "→ "; color: var(--dim); }
details { margin-top: .35rem; } summary { cursor: pointer; color: var(--dim); } summary h2 { display: inline; color: var(--ink); }
section > details { margin-top: 2.5rem; } a { color: inherit; } li { margin: .3rem 0; } .count { color: var(--dim); font-weight: 400; }
footer { margin-top: 3rem; font-size: .8rem; }
@media print { :root { --ground: #fff; --card: #fff; --ink: #000; --dim: #444; --line: #bbb; --critical: #a40e26; --high: #b3391b;
  --medium: #7a5200; --low: #4d5762; --unknown: #6034b0; --good: #116329; } body { max-width: none; padding: 0; font-size: 11px; }
  .finding { break-inside: avoid; } h2, h3 { break-after: avoid; } details:not([open])::details-content { content-visibility: visible; block-size: auto; } }
`;
