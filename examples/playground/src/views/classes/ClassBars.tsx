import { useMemo, useState } from 'preact/hooks';
import { ChartCard, GroupLegend } from '../chart/ChartCard';
import { Choice } from '../chart/Choice';
import { Readable } from '../chart/Readable';
import { type Point, scale, ticks } from '../chart/scale';
import type { Size } from '../chart/use-size';
import { type ShownGroup, sameClasses } from '../shown-group';
import { barPaths, fitting, groupStretches } from './bar-paths';
import { ClassTable } from './ClassTable';
import { type ClassRow, classRows, type Measure, rowText } from './class-rows';

const LEFT = 30;
const TOP = 8;
/** Room below the bars for names and groups. */
const BELOW = 34;

const across = ({ width }: Size): Point => [LEFT, width - 4];

/** A bar a class and group, from the most to the least frequent class. */
export function ClassBars({ groups: all }: { groups: readonly ShownGroup[] }) {
  const groups = sameClasses(all) ? all : all.slice(0, 1);
  const [measure, setMeasure] = useState<Measure>('accuracy');
  const known = groups.flatMap(({ id, data, title, runs }) => [
    ...[id, data, title],
    ...runs.flatMap(({ log, outputs }) => [log?.epochs.length, outputs]),
  ]);
  const rows = useMemo(() => classRows(groups, measure), [measure, ...known]);
  const nearest = (at: number, _: number, size: Size) => {
    const [from, to] = across(size);
    const i = Math.floor(((at - from) / (to - from)) * rows.length);
    return i >= 0 && i < rows.length ? i : -1;
  };
  return (
    <ChartCard
      title="Classes"
      class="view-classes"
      controls={
        <Choice
          {...{ label: 'Show', means: MEANS, chosen: measure, choices: MEASURES, onChoose: setMeasure }}
        />
      }
      table={() => <ClassTable {...{ rows, groups, measure }} />}
    >
      <GroupLegend groups={groups} />
      <Readable
        label={`${measure === 'accuracy' ? 'Accuracy' : 'Mean probability of the right class'} of every class`}
        {...{ count: rows.length, nearest, text: (i) => rowText(rows[i]!, groups) }}
      >
        {(index, size) => (
          <svg class="chart" {...size} aria-hidden="true">
            {index !== -1 && <Band {...{ index, size, count: rows.length }} />}
            <Bars {...{ rows, groups, ...size }} />
          </svg>
        )}
      </Readable>
    </ChartCard>
  );
}

const MEASURES = [
  ['accuracy', 'Accuracy'],
  ['posterior', 'Probability'],
] as const;

const MEANS =
  "Accuracy: the share of the test pictures of a class that are recognised, with its interval of 95 %: Wilson's for its test pictures, over several seeds Student's for their mean where that is wider. Probability: how sure the network is of the right class, on average over them (the mean positive posterior).";

function Band({ index, size, count }: { index: number; size: Size; count: number }) {
  const [from, to] = across(size);
  const band = (to - from) / count;
  return (
    <rect class="band" x={from + index * band} y={TOP} width={band} height={size.height - BELOW - TOP} />
  );
}

interface BarsProps extends Size {
  rows: ClassRow[];
  groups: readonly ShownGroup[];
}

function Bars({ rows, groups, width, height }: BarsProps) {
  // Drawn anew only where something of it is another.
  return useMemo(() => <AllBars {...{ rows, groups, width, height }} />, [rows, width, height]);
}

function AllBars({ rows, groups, width, height }: BarsProps) {
  const x = across({ width, height });
  const base = height - BELOW;
  const y = scale([0, 1], [base, TOP]);
  const paths = groups.map((_, i) => barPaths(rows, i, x, y));
  return (
    <>
      <path
        class="grid"
        d={ticks(1, 4)
          .map((tick) => `M${x[0]} ${y(tick)}H${x[1]}`)
          .join('')}
      />
      {ticks(1, 4).map((tick) => (
        <text key={tick} x={LEFT - 4} y={y(tick)} dy="0.32em" text-anchor="end">
          {Math.round(100 * tick)}
        </text>
      ))}
      {paths.map(({ bars }, i) => (
        <path key={groups[i]!.id} d={bars} fill={groups[i]!.colour} />
      ))}
      {paths.map(({ whiskers }, i) => (
        <path key={groups[i]!.id} class="whiskers" d={whiskers} />
      ))}
      <ClassNames {...{ rows, x, base }} />
    </>
  );
}

function ClassNames({ rows, x, base }: { rows: ClassRow[]; x: Point; base: number }) {
  const band = (x[1] - x[0]) / Math.max(1, rows.length);
  return (
    <>
      {band >= 8 &&
        rows.map(({ name }, i) => (
          <text key={i} class="name" x={x[0] + (i + 0.5) * band} y={base + 12} text-anchor="middle">
            {fitting(name, band - 2)}
          </text>
        ))}
      {groupStretches(rows).map(({ group, from, to }) => (
        <g key={group} fill={`var(--${group})`}>
          <rect x={x[0] + from * band + 1} y={base + 17} width={(to - from) * band - 2} height="3" />
          <text
            x={x[0] + ((from + to) / 2) * band}
            y={base + 31}
            text-anchor="middle"
            style={{ fill: 'inherit' }}
          >
            {fitting(group, (to - from) * band)}
          </text>
        </g>
      ))}
    </>
  );
}
