import './why.css';
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { Card } from '../parts/Card';
import { GuideLink } from '../parts/GuideLink';
import { askToy, toyAnswers } from './ask-toy';
import { Equations } from './Equations';
import { Plane } from './Plane';
import { newPointsPerClass, toyClasses, toyCounts, toyImbalance, trainingPoints } from './toy-points';
import { type ToyMethod, toyMethods } from './train-toy';

/** The title of each drawing, and what a sentence calls it. */
const titles: Record<ToyMethod, { title: string; inSentence: string }> = {
  ce: { title: 'Cross entropy', inSentence: 'cross entropy' },
  balanced: { title: 'with log n added', inSentence: 'the same with log n added' },
  bib: { title: 'BIB', inSentence: 'BIB' },
};

const steps = 20;

/** Where the slider stands, 0 to `steps`: the imbalance grows by the same factor with each step. */
const place = signal(15);

const imbalanceAt = (step: number) =>
  Number((toyImbalance.greatest ** (step / steps)).toPrecision(2)) * toyImbalance.least;

/** Why rare classes are missed, and what helps, on points in the plane: the boundaries move as one drags the imbalance. */
export function Why() {
  const imbalance = imbalanceAt(place.value);
  const counts = toyCounts(imbalance);
  const points = useMemo(() => trainingPoints(toyCounts(imbalance)), [imbalance]);
  useEffect(() => askWhenIdle(imbalance), [imbalance]);
  const inWords = counts.map((count, k) => `${count} ${toyClasses[k]}`).join(', ');
  return (
    <Card title="Why it helps" class="why">
      <p class="note">
        Three classes of points, and three small networks that learn to tell them apart. The fewer points a
        class has, the less of the plane plain training leaves to it.
      </p>
      <label class="why-slider">
        Imbalance of the points <output>{imbalance}</output>
        <input
          type="range"
          min={0}
          max={steps}
          step={1}
          value={place.value}
          aria-valuetext={`${imbalance}: ${inWords}`}
          onInput={(event) => {
            place.value = Number(event.currentTarget.value);
          }}
        />
        <small>points to learn from: {inWords}</small>
      </label>
      <div class="planes">
        {toyMethods.map((method) => (
          <Plane
            key={method}
            title={titles[method].title}
            points={points}
            answer={toyAnswers.value[method]}
          />
        ))}
      </div>
      <p class="why-said" aria-live="polite">
        {sentenceOf(imbalance)}
      </p>
      <details>
        <summary>More about this</summary>
        <p>
          Frequent classes push the scores of rare ones down in training. <em>log n</em> is the logarithm of
          the number of a class&rsquo;s training points: added to its score while training, and left out
          afterwards, it takes that push away. BIB does the same, and trains a second head behind a
          bottleneck, which learns from the first. In the plane there is little for a bottleneck to leave out:
          the difference that it makes shows when images are learnt from, under Training.
        </p>
        <Equations />
        <p>
          <GuideLink page="learn/idea">The idea of the paper</GuideLink>,{' '}
          <GuideLink page="learn/long-tail">what a long tail does</GuideLink>.
        </p>
      </details>
    </Card>
  );
}

/** The first question waits until the page has nothing else to do: it loads TensorFlow.js in a worker. */
function askWhenIdle(imbalance: number): () => void {
  if (Object.keys(toyAnswers.value).length > 0) {
    askToy({ imbalance });
    return () => {};
  }
  const timer = setTimeout(() => askToy({ imbalance }), 300);
  return () => clearTimeout(timer);
}

/** What the drawings show, once all of them are of the same imbalance. */
function sentenceOf(imbalance: number): string {
  const answers = toyMethods.map((method) => toyAnswers.value[method]);
  if (answers.some((answer) => answer?.imbalance !== imbalance)) return ' ';
  const said = toyMethods.map(
    (method, i) => `${titles[method].inSentence} finds ${answers[i]!.found.at(-1)}`,
  );
  return `Of ${newPointsPerClass} new points of the rare class ${said.slice(0, -1).join(', ')} and ${said.at(-1)}.`;
}
