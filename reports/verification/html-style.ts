import { STYLE as SHARED } from "../html-style.ts";

/** What the page of a run adds to the look of the other page. */
export const STYLE = `${SHARED}
h1.ready { color: var(--good); } h1.not-ready { color: var(--critical); } h1.could-not-verify { color: var(--unknown); }
.pass { --tone: var(--good); } .fail { --tone: var(--critical); } .waived { --tone: var(--medium); }
.score { font-size: 1.1rem; } .record { color: var(--dim); font-size: .8rem; }
.sign { color: var(--tone); font-weight: 700; }
.criteria { margin: 1rem 0 0; padding: 0; list-style: none; }
.criteria li { margin: 0; padding: .5rem 0; border-bottom: 1px solid var(--line); }
.criteria p { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.criteria .numbers { color: var(--dim); font-size: .875rem; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; } svg.bar { height: .7rem; border-radius: .35rem; } svg.trend { height: auto; }
svg .ground { fill: var(--line); } svg .proved { fill: var(--good); } svg .maybe { fill: var(--unknown); opacity: .4; }
svg .least { fill: var(--ink); } svg.trend .ground { fill: var(--card); stroke: var(--line); }
svg.trend .proved { fill: none; stroke: var(--good); stroke-width: 2; }
svg.trend .least { stroke: var(--dim); stroke-dasharray: 4 4; }
svg .ready { fill: var(--good); } svg .not-ready { fill: var(--critical); } svg .could-not-verify { fill: var(--unknown); }
.containers { display: flex; flex-wrap: wrap; gap: .4rem; margin: .75rem 0; padding: 0; list-style: none; }
.containers li { margin: 0; padding: .15rem .6rem; background: var(--card); border: 1px solid var(--line);
  border-left: 3px solid var(--tone); border-radius: .4rem; font-size: .875rem; }
table { width: 100%; margin: .75rem 0; border-collapse: collapse; font-size: .875rem; }
th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--dim); font-weight: 600; }
@media (max-width: 40rem) { table, tbody, tr, td { display: block; } thead { display: none; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); } td { padding: .1rem 0; border: 0; }
  td[data-of]:not(:empty)::before { content: attr(data-of) ": "; color: var(--dim); } }
@media print { tr, .criteria li { break-inside: avoid; } svg .maybe { opacity: .4; } }
`;
