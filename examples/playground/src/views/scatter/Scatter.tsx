import { plural } from 'mbib/jobs';
import { useMemo, useState } from 'preact/hooks';
import { Term } from '../../parts/Term';
import { splitOf } from '../../state/split-of';
import { ChartCard } from '../chart/ChartCard';
import { useWidth } from '../chart/use-width';
import type { ShownGroup } from '../shown-group';
import { type Marks, marksOf } from './marks';
import { PlacesTable } from './PlacesTable';
import type { Projection } from './projection';
import { ScatterPanel } from './ScatterPanel';
import { usePlaces } from './use-places';

const HEIGHT = 196;
const GAP = 12;

const PROJECTIONS: readonly (readonly [Projection, string, string])[] = [
  ['pca', 'PCA', 'Principal component analysis: the two directions in which the points differ most'],
  ['umap', 'UMAP', 'Keeps the neighbours of each point; distances between far groups mean little'],
  ['tsne', 't-SNE', 'Keeps the neighbours of each point; distances between far groups mean little'],
];

/** The representation of test images by the first tested run of each group. */
export function Scatter({ groups }: { groups: readonly ShownGroup[] }) {
  const [projection, setProjection] = useState<Projection>('pca');
  const [ref, width] = useWidth<HTMLDivElement>();
  const shown = groups.flatMap((group) => (group.data ? [{ group, run: firstTested(group) }] : []));
  const places = usePlaces(
    shown.flatMap(({ run }) =>
      run?.outputs ? [{ key: run.id, z: run.outputs.z, width: run.outputs.width }] : [],
    ),
    projection,
  );
  const { data } = groups[0] ?? {};
  const marks = useMemo(() => data && marksOf(data.train.classNames, data.samplesPerClass), [data]);
  const panel = Math.floor((width - GAP * (shown.length - 1)) / Math.max(1, shown.length));
  return (
    <ChartCard
      title="Representation"
      class="view-scatter"
      controls={<ProjectionSwitch {...{ projection, onChoose: setProjection }} />}
      table={() => <PlacesTable groups={groups} />}
    >
      <div ref={ref} class="scatter-panels">
        {marks &&
          width > 0 &&
          shown.map(({ group, run }) => (
            <figure key={group.id} class="small-chart" style={{ width: `${panel}px` }}>
              <figcaption dir="auto" title={group.title}>
                {group.title}
                {group.runs.length > 1 && run && `, seed ${run.settings.seed}`}
              </figcaption>
              <ScatterPanel
                {...{ group, marks, width: panel, height: HEIGHT }}
                outputs={run?.outputs}
                test={splitOf(group.data!, run?.settings.seed ?? 0).test}
                places={run && places.get(run.id)}
              />
            </figure>
          ))}
      </div>
      {marks && <MarkLegend marks={marks} />}
    </ChartCard>
  );
}

function firstTested({ runs }: ShownGroup) {
  return runs.find(({ outputs }) => outputs);
}

interface ProjectionSwitchProps {
  projection: Projection;
  onChoose: (projection: Projection) => void;
}

function ProjectionSwitch({ projection, onChoose }: ProjectionSwitchProps) {
  return (
    <>
      {PROJECTIONS.map(([name, title, means]) => (
        <button key={name} type="button" aria-pressed={name === projection} onClick={() => onChoose(name)}>
          <Term means={means}>{title}</Term>
        </button>
      ))}
    </>
  );
}

function MarkLegend({ marks: { marks } }: { marks: Marks }) {
  return (
    <ul class="view-legend mark-legend" aria-label={plural(marks.length, 'mark')}>
      {marks.map(({ name, colour, shape }, i) => (
        <li key={i} title={name}>
          <svg width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true">
            <path d={shape} fill={colour} />
          </svg>
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}
