import { date, duration, percent } from '../../log/format';
import type { RunLog, StartLine, TeacherOfLog } from '../../log/run-log';
import { secondsOf } from '../../log/run-summary';
import type { DataSet } from '../grouping/data-sets';
import { type Html, html } from '../html';
import { type MethodTitles, methodTitle, optionTitle } from '../method-title';
import { definitions } from './definitions';
import { rerunCommand } from './rerun-command';

/** What stands for a fact that a log does not have. */
const NOT_RECORDED = 'not recorded';

/** The options of the runs, what they were computed with, and the commands that make them again: one value where all runs have the same. */
export function runFacts({ series }: DataSet, titles: MethodTitles): Html {
  const runs = series.flatMap((each) => each.runs);
  const starts = runs.map(({ start }) => start);
  return html`<h4>Options</h4>${definitions(optionsOf(starts, titles))}
<h4>Computed with</h4>${definitions(surroundings(runs))}
<h4>${runs.length === 1 ? 'The command that makes it again' : 'The commands that make them again'}</h4>
<p class="note">In a folder with the versions above. Where the data is, is not recorded: a job that reads it from a folder has to be told that folder, too.</p>
<pre tabindex="0"><code>${runs.map(rerunCommand).join('\n')}</code></pre>`;
}

function optionsOf(starts: readonly StartLine[], titles: MethodTitles): [string, string][] {
  const names = [...new Set(starts.flatMap(({ options }) => Object.keys(options)))];
  const shown = names.filter((name) => name !== 'out' && name !== 'resume');
  const teachers = starts.flatMap(({ firstStage, teacher = firstStage?.teacher }) =>
    teacher ? describeTeacher(teacher, titles) : [],
  );
  return [
    ...shown.map((name): [string, string] => [
      optionTitle(name, titles),
      distinct(starts.flatMap(({ options }) => (name in options ? String(options[name]) : []))),
    ]),
    ...(teachers.length > 0 ? [['Teacher', distinct(teachers)] as [string, string]] : []),
  ];
}

/** 'BSCE, 42.7 % of the test images (runs/bsce)'. */
function describeTeacher({ method, accuracy, run }: TeacherOfLog, titles: MethodTitles): string {
  const title = method === undefined ? [] : [methodTitle(method, titles)];
  const measured = accuracy == null ? [] : [`${percent(accuracy)} % of the test images`];
  return title.length + measured.length > 0 ? `${[...title, ...measured].join(', ')} (${run})` : run;
}

function surroundings(runs: readonly RunLog[]): [string, string][] {
  const starts = runs.map(({ start }) => start);
  const each = (pick: (start: StartLine) => string | undefined) =>
    distinct(starts.map((start) => pick(start) || NOT_RECORDED));
  const seconds = runs.map(secondsOf).filter((value) => value !== null);
  const times = starts.map(({ time }) => time).sort();
  return [
    ['mbib', each(({ versions }) => versions.mbib)],
    ['TensorFlow.js, core', each(({ versions }) => versions['tfjs-core'])],
    ['TensorFlow.js, layers', each(({ versions }) => versions['tfjs-layers'])],
    ['Node', each(({ versions }) => versions.node)],
    ['Commit', each(({ commit }) => commit)],
    ['Backend', each(({ backend }) => backend)],
    ['Arithmetic', each(({ arithmetic }) => arithmetic)],
    ['Processor', each(({ processor }) => processor)],
    ['Started', date(times[0]!)],
    [
      runs.length > 1 ? 'Duration, all runs' : 'Duration',
      seconds.length === 0 ? NOT_RECORDED : duration(seconds.reduce((sum, value) => sum + value, 0)),
    ],
  ];
}

const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(', ');
