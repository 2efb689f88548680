import { useMemo, useState } from 'preact/hooks';
import { Term } from '../../parts/Term';
import { ChartCard, GroupLegend } from '../chart/ChartCard';
import { Readable } from '../chart/Readable';
import { type Point, scale, ticks } from '../chart/scale';
import { useWidth } from '../chart/use-width';
import { type ShownGroup, sameClasses } from '../shown-group';
import { barPaths, fitting, groupStretches } from './bar-paths';
import { ClassTable } from './ClassTable';
import { type ClassRow, classRows, type Measure, rowText } from './class-rows';

const HEIGHT = 190;
const LEFT = 30;
const TOP = 8;
const BASE = HEIGHT - 34;

/** A bar a class and group, from the most to the least frequent class. */
export function ClassBars({ groups: all }: { groups: readonly ShownGroup[] }) {
  const groups = sameClasses(all) ? all : all.slice(0, 1);
  const [measure, setMeasure] = useState<Measure>('accuracy');
  const [ref, width] = useWidth<HTMLDivElement>();
  const known = groups.flatMap(({ id, data, title, runs }) => [
    ...[id, data, title],
    ...runs.flatMap(({ log, outputs }) => [log?.epochs.length, outputs]),
  ]);
  const rows = useMemo(() => classRows(groups, measure), [measure, ...known]);
  const drawing = useMemo(() => <Bars {...{ rows, groups, width }} />, [rows, width]);
  const x: Point = [LEFT, width - 4];
  const nearest = (at: number) => {
    const i = Math.floor(((at - x[0]) / (x[1] - x[0])) * rows.length);
    return i >= 0 && i < rows.length ? i : -1;
  };
  return (
    <ChartCard
      title="Classes"
      class="view-classes"
      controls={<MeasureSwitch measure={measure} onChoose={setMeasure} />}
      table={() => <ClassTable {...{ rows, groups, measure }} />}
    >
      <GroupLegend groups={groups} />
      <div ref={ref}>
        <Readable
          label={`${measure === 'accuracy' ? 'Accuracy' : 'Mean probability of the right class'} of every class`}
          {...{ count: rows.length, nearest, height: HEIGHT, text: (i) => rowText(rows[i]!, groups) }}
        >
          {(index) => (
            <svg class="chart" width={width} height={HEIGHT} aria-hidden="true">
              {index !== -1 && <Band {...{ index, x, count: rows.length }} />}
              {width > 0 && drawing}
            </svg>
          )}
        </Readable>
      </div>
    </ChartCard>
  );
}

function MeasureSwitch({ measure, onChoose }: { measure: Measure; onChoose: (measure: Measure) => void }) {
  return (
    <>
      <button type="button" aria-pressed={measure === 'accuracy'} onClick={() => onChoose('accuracy')}>
        Accuracy
      </button>
      <button type="button" aria-pressed={measure === 'posterior'} onClick={() => onChoose('posterior')}>
        <Term means="The mean positive posterior: the probability that the network gives the right class, averaged over the test pictures of the class">
          Probability
        </Term>
      </button>
    </>
  );
}

function Band({ index, x, count }: { index: number; x: Point; count: number }) {
  const band = (x[1] - x[0]) / count;
  return <rect class="band" x={x[0] + index * band} y={TOP} width={band} height={BASE - TOP} />;
}

function Bars({ rows, groups, width }: { rows: ClassRow[]; groups: readonly ShownGroup[]; width: number }) {
  const x: Point = [LEFT, width - 4];
  const y = scale([0, 1], [BASE, TOP]);
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
      <ClassNames rows={rows} x={x} />
    </>
  );
}

function ClassNames({ rows, x }: { rows: ClassRow[]; x: Point }) {
  const band = (x[1] - x[0]) / Math.max(1, rows.length);
  return (
    <>
      {band >= 8 &&
        rows.map(({ name }, i) => (
          <text key={i} class="name" x={x[0] + (i + 0.5) * band} y={BASE + 12} text-anchor="middle">
            {fitting(name, band)}
          </text>
        ))}
      {groupStretches(rows).map(({ group, from, to }) => (
        <g key={group} fill={`var(--${group})`}>
          <rect x={x[0] + from * band + 1} y={BASE + 17} width={(to - from) * band - 2} height="3" />
          <text
            x={x[0] + ((from + to) / 2) * band}
            y={BASE + 31}
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
