import type { LossOptions } from 'mbib/jobs';
import { DistillationArrow } from './DistillationArrow';
import { headRadius, type Place, size, stageHalf, stagePlace, tapPlace, zPlace } from './network-places';
import type { NetworkShape, Strength } from './network-shape';

/** The network: stages from left to right, heads on them, and arrows from each head to the one that learns from it. */
export function NetworkDrawing(props: {
  shape: NetworkShape;
  options: LossOptions;
  greatest: Readonly<Record<Strength, number>>;
  /** Accuracies of the heads in percent, by name. */
  accuracies: ReadonlyMap<string, string>;
  described: string;
  onChange: (name: Strength, value: number) => void;
}) {
  const { shape, options, greatest, accuracies, described, onChange } = props;
  const places = new Map<string, Place>(shape.taps.map(({ name, stage }) => [name, tapPlace(stage)]));
  if (shape.z) places.set('z', zPlace);
  return (
    <svg class="network" viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={described}>
      <defs>
        <marker
          id="network-arrowhead"
          viewBox="0 0 8 8"
          refX={4}
          refY={4}
          markerUnits="userSpaceOnUse"
          markerWidth={13}
          markerHeight={13}
          orient="auto"
        >
          <path d="M0 0L8 4L0 8Z" />
        </marker>
      </defs>
      <Stages shape={shape} />
      {shape.arrows.map((arrow) => (
        <DistillationArrow
          key={`${arrow.from}-${arrow.to}`}
          arrow={arrow}
          ends={{ from: places.get(arrow.from)!, to: places.get(arrow.to)! }}
          value={options[arrow.by]}
          greatest={greatest[arrow.by]}
          onChange={(value) => onChange(arrow.by, value)}
        />
      ))}
      {Array.from(places, ([name, place]) => (
        <Head key={name} name={name} place={place} accuracy={accuracies.get(name)} />
      ))}
    </svg>
  );
}

/** The picture, the three stages and the lines from each to what it leads to. */
function Stages({ shape }: { shape: NetworkShape }) {
  const { y } = stagePlace(1);
  const last = stagePlace(3);
  return (
    <>
      <path class="flow" d={`M4 ${y}H${last.x}`} />
      {shape.taps.map(({ stage }) => (
        <path key={stage} class="flow" d={`M${tapPlace(stage).x} ${y}V${tapPlace(stage).y}`} />
      ))}
      {shape.z && <path class="flow" d={`M${last.x} ${y}H${zPlace.x}V${zPlace.y}`} />}
      <text x={2} y={y - 24}>
        picture
      </text>
      {[1, 2, 3].map((stage) => (
        <g key={stage}>
          <rect
            x={stagePlace(stage).x - stageHalf.width}
            y={y - stageHalf.height}
            width={2 * stageHalf.width}
            height={2 * stageHalf.height}
            rx={4}
          />
          <text x={stagePlace(stage).x} y={y + 5} text-anchor="middle">
            stage {stage}
          </text>
        </g>
      ))}
      {shape.z && (
        <text x={(last.x + stageHalf.width + size.width) / 2} y={y + 19} text-anchor="middle">
          bottleneck
        </text>
      )}
    </>
  );
}

function Head({ name, place, accuracy }: { name: string; place: Place; accuracy: string | undefined }) {
  return (
    <g class="head">
      <circle cx={place.x} cy={place.y} r={headRadius} />
      <text x={place.x} y={place.y + 5} text-anchor="middle" class="head-name">
        {name}
      </text>
      <text x={place.x + headRadius + 5} y={place.y + 5} class="head-accuracy">
        {accuracy ?? ''}
      </text>
    </g>
  );
}
