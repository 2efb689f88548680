import { plural } from 'mbib/jobs';
import { useMemo, useState } from 'preact/hooks';
import { splitOf } from '../../state/split-of';
import { ChartCard } from '../chart/ChartCard';
import { Choice } from '../chart/Choice';
import type { ShownGroup } from '../shown-group';
import { type Marks, marksOf } from './marks';
import { PlacesTable } from './PlacesTable';
import type { Projection } from './projection';
import { ScatterPanel } from './ScatterPanel';
import { usePlaces } from './use-places';

const PROJECTIONS: readonly (readonly [Projection, string])[] = [
  ['pca', 'PCA'],
  ['umap', 'UMAP'],
  ['tsne', 't-SNE'],
];

const MEANS =
  'The representation z, or without one the features before the last layer, has many numbers a picture. PCA shows the two directions in which the pictures differ most; UMAP and t-SNE keep neighbours together, and distances between far groups mean little.';

/** The representation of test images by the first tested run of each group. */
export function Scatter({ groups }: { groups: readonly ShownGroup[] }) {
  const [projection, setProjection] = useState<Projection>('pca');
  const shown = groups.flatMap((group) => (group.data ? [{ group, run: firstTested(group) }] : []));
  const places = usePlaces(
    shown.flatMap(({ run }) =>
      run?.outputs ? [{ key: run.id, z: run.outputs.z, width: run.outputs.width }] : [],
    ),
    projection,
  );
  const { data } = groups[0] ?? {};
  const marks = useMemo(() => data && marksOf(data.train.classNames, data.samplesPerClass), [data]);
  return (
    <ChartCard
      title="Representation"
      class="view-scatter"
      controls={
        <Choice
          {...{
            label: 'By',
            means: MEANS,
            chosen: projection,
            choices: PROJECTIONS,
            onChoose: setProjection,
          }}
        />
      }
      table={() => <PlacesTable groups={groups} />}
    >
      <div class="scatter-panels">
        {marks &&
          shown.map(({ group, run }) => (
            <figure key={group.id} class="small-chart">
              <figcaption dir="auto" title={group.title}>
                {group.title}
                {group.runs.length > 1 && run && `, seed ${run.settings.seed}`}
              </figcaption>
              <ScatterPanel
                {...{ group, marks }}
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

function MarkLegend({ marks: { marks } }: { marks: Marks }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section class="mark-legend" tabIndex={0} aria-label={`${plural(marks.length, 'mark')} of the points`}>
      <ul class="view-legend">
        {marks.map(({ name, colour, shape }, i) => (
          <li key={`${i} ${name}`} title={name}>
            <svg width="10" height="10" viewBox="-5 -5 10 10" aria-hidden="true">
              <path d={shape} fill={colour} />
            </svg>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}
