import { classOrder, percent, plural } from 'mbib/jobs';
import { useMemo } from 'preact/hooks';
import { Readable } from '../chart/Readable';
import type { Size } from '../chart/use-size';
import { fitting } from '../classes/bar-paths';
import type { ShownGroup } from '../shown-group';
import type { Confusions } from './count-confusions';
import { matrixPaths } from './matrix-paths';

interface MatrixProps {
  group: ShownGroup;
  confusions: Confusions;
}

const NAMES = 34;

/** What is taken for what, a row a true class and a column a predicted one, from the most to the least frequent class. */
export function Matrix({ group, confusions }: MatrixProps) {
  const { classNames, samplesPerClass } = namesOf(group);
  const order = useMemo(() => classOrder(samplesPerClass), [samplesPerClass]);
  const n = order.length;
  const cellOf = ({ width, height }: Size) =>
    Math.max(2, Math.min((width - NAMES) / n, (height - NAMES / 2) / n));
  const nearest = (x: number, y: number, size: Size) => {
    const cell = cellOf(size);
    const [column, row] = [Math.floor((x - NAMES) / cell), Math.floor((y - NAMES / 2) / cell)];
    return row >= 0 && column >= 0 && row < n && column < n ? row * n + column : -1;
  };
  const text = (index: number) => {
    const [truth, predicted] = [order[Math.floor(index / n)]!, order[index % n]!];
    const count = confusions.counts.get(truth * n + predicted) ?? 0;
    const share = confusions.images[truth]! === 0 ? null : count / confusions.images[truth]!;
    const what = truth === predicted ? 'recognised' : `taken for ${classNames[predicted]}`;
    return `${classNames[truth]} ${what}: ${percent(share)} %, ${plural(count, 'picture')}${runsText(confusions)}`;
  };
  return (
    <Readable label={`Confusions of ${group.title}`} {...{ count: n * n, nearest, text }}>
      {(index, size) => (
        <svg class="chart" {...size} aria-hidden="true">
          <g transform={`translate(${NAMES} ${NAMES / 2})`}>
            <rect class="matrix-ground" width={n * cellOf(size)} height={n * cellOf(size)} />
            <Cells {...{ confusions, order, classNames, cell: cellOf(size) }} />
            {index !== -1 && <Chosen {...{ index, n, cell: cellOf(size) }} />}
          </g>
        </svg>
      )}
    </Readable>
  );
}

function Chosen({ index, n, cell }: { index: number; n: number; cell: number }) {
  const [x, y] = [(index % n) * cell, Math.floor(index / n) * cell];
  return <rect class="matrix-chosen" {...{ x, y, width: cell, height: cell }} />;
}

/** ' in 3 runs', where there are several. */
export const runsText = ({ runs }: Confusions): string => (runs > 1 ? ` in ${runs} runs` : '');

function namesOf({ data }: ShownGroup) {
  return { classNames: data!.train.classNames, samplesPerClass: data!.samplesPerClass };
}

interface CellsProps {
  confusions: Confusions;
  order: readonly number[];
  cell: number;
  classNames: readonly string[];
}

function Cells({ confusions, order, cell, classNames }: CellsProps) {
  return useMemo(() => <AllCells {...{ confusions, order, cell, classNames }} />, [confusions, order, cell]);
}

function AllCells({ confusions, order, cell, classNames }: CellsProps) {
  return (
    <>
      {matrixPaths(confusions, order, cell).map(({ shade, right, path }) => (
        <path
          key={`${shade} ${right}`}
          class={right ? 'right' : 'wrong'}
          d={path}
          fill-opacity={0.12 + 0.88 * shade}
        />
      ))}
      {cell >= 8 &&
        order.map((k, i) => (
          <g key={k} class="name">
            <text x="-4" y={(i + 0.5) * cell} dy="0.32em" text-anchor="end">
              {fitting(classNames[k]!, NAMES - 4)}
            </text>
            <text x={(i + 0.5) * cell} y="-4" text-anchor="middle">
              {fitting(classNames[k]!, cell - 2)}
            </text>
          </g>
        ))}
    </>
  );
}
