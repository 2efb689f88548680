import type { PlaygroundData } from '../../state/playground-data';
import { axisOf, type ClassColumn, columnsOf } from './columns-of';
import { Thumb } from './Thumb';
import './tail-chart.css';

const SAMPLES = { train: 3, test: 2 };

/** The tail: a bar for each class on a linear axis, with its count, and pictures of it to train on and to test on below. */
export function TailChart({ data }: { data: PlaygroundData }) {
  const columns = columnsOf(data, SAMPLES);
  const marks = axisOf(Math.max(...data.samplesPerClass));
  return (
    <section class="tail" aria-label="Pictures of each class">
      <div class="tail-axis" aria-hidden="true">
        {marks.map((mark) => (
          <span key={mark} style={{ bottom: `${(100 * mark) / marks.at(-1)!}%` }}>
            {mark}
          </span>
        ))}
      </div>
      {/* A wide tail is scrolled, also by the keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable */}
      <ol class="tail-columns" tabIndex={0} aria-label="Classes, from the most to the least frequent">
        {columns.map((column) => (
          <Column key={column.name} column={column} data={data} most={marks.at(-1)!} />
        ))}
      </ol>
    </section>
  );
}

function Column({ column, data, most }: { column: ClassColumn; data: PlaygroundData; most: number }) {
  const { name, train, test, group, trainSamples, testSamples } = column;
  return (
    <li class="tail-column">
      <div class="tail-plot">
        <span class={`tail-bar ${group}`} style={{ height: `${(100 * train) / most}%` }}>
          <b>{train}</b>
        </span>
      </div>
      <span class="tail-name" dir="auto" title={name}>
        {name}
      </span>
      <span class="tail-samples">
        {trainSamples.map((index) => (
          <Thumb key={index} set={data.train} index={index} address={data.thumbnails?.[index]} />
        ))}
      </span>
      <span class="tail-test">{test === 0 ? 'no test' : `${test} test`}</span>
      <span class="tail-samples test">
        {testSamples.map((index) => (
          <Thumb key={index} set={data.test} index={index} />
        ))}
      </span>
    </li>
  );
}
