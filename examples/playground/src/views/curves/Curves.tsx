import { percent } from 'mbib/jobs';
import { useMemo } from 'preact/hooks';
import { ChartCard, GroupLegend } from '../chart/ChartCard';
import { LineChart } from '../chart/LineChart';
import { useSize } from '../chart/use-size';
import type { ShownGroup } from '../shown-group';
import { testImages } from '../test-images';
import { CurveTable } from './CurveTable';
import { accuracyPanels, greatestLoss, lastEpochOf, lastStep, lossLines } from './curve-data';

const CAPTION = 16;
const GAP = 8;

/** Loss by step and accuracies by epoch of one group of runs or two. */
export function Curves({ groups }: { groups: readonly ShownGroup[] }) {
  return (
    <ChartCard title="Curves" class="view-curves" table={() => <CurveTable groups={groups} />}>
      <GroupLegend groups={groups} />
      <LossChart groups={groups} />
      <AccuracyCharts groups={groups} />
    </ChartCard>
  );
}

function LossChart({ groups }: { groups: readonly ShownGroup[] }) {
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const key = groups.flatMap(({ runs, title }) => [
    title,
    ...runs.flatMap(({ steps, log }) => [steps, log?.start]),
  ]);
  // Two methods have losses of their own.
  const hint = groups.length > 1 ? ', each method its own: compare shapes' : '';
  const chart = useMemo(
    () => (
      <LineChart
        {...{ width, height, lines: lossLines(groups), xMost: lastStep(groups) }}
        yMost={greatestLoss(groups)}
        yText={String}
        label={`Training loss by step of ${groups.map(({ title }) => title).join(' and ')}`}
      />
    ),
    [width, height, ...key],
  );
  return (
    <figure class="small-chart loss-chart">
      <figcaption>Loss by step{hint}</figcaption>
      <div ref={ref} class="drawing">
        {width > 0 && chart}
      </div>
    </figure>
  );
}

function AccuracyCharts({ groups }: { groups: readonly ShownGroup[] }) {
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const data = groups[0]?.data;
  const logs = groups.flatMap(({ runs, title }) => [title, ...runs.map(({ log }) => log?.epochs)]);
  const charts = useMemo(() => {
    const samples =
      data?.samplesPerClass ?? groups[0]?.runs.find(({ log }) => log)?.log?.start.samplesPerClass;
    const panels = samples ? accuracyPanels(groups, samples, groups[0] && testImages(groups[0])) : [];
    const across = Math.floor((width - GAP) / 2);
    const down = Math.floor(height / Math.ceil(panels.length / 2)) - CAPTION - 2;
    return panels.map(({ name, images, lines }) => (
      <figure key={name} class="small-chart">
        <figcaption>
          <span style={{ color: `var(--${name})` }}>{TITLES[name]}</span>
          {images !== undefined && `, ${images} test`}
        </figcaption>
        <LineChart
          {...{ width: across, height: down, lines, xMost: lastEpochOf(groups), yMost: 1 }}
          yText={(share) => String(Math.round(100 * share))}
          label={`Accuracy by epoch, ${name}: ${lastValues(groups, lines)}`}
        />
      </figure>
    ));
  }, [width, height, data, ...logs]);
  return (
    <div ref={ref} class="accuracy-panels">
      {width > 0 && charts}
    </div>
  );
}

const TITLES = {
  all: 'All %',
  many: 'Many %',
  medium: 'Medium %',
  few: 'Few %',
  unseen: 'Unseen %',
} as const;

function lastValues(
  groups: readonly ShownGroup[],
  lines: ReturnType<typeof accuracyPanels>[number]['lines'],
): string {
  const thick = lines.filter(({ thin }) => !thin);
  const said = thick.map(({ colour, points }) => {
    const title = groups.find((group) => group.colour === colour)?.title;
    return `${title} ${percent(points.at(-1)?.[1] ?? null)} percent`;
  });
  return said.join(', ') || 'no epoch yet';
}
