import '../parts/visually-hidden.css';
import './network.css';
import { useSignal } from '@preact/signals';
import { type LossOptions, type MethodName, methods, methodTitle, percent } from 'mbib/jobs';
import { Card } from '../parts/Card';
import { GuideLink } from '../parts/GuideLink';
import { MoreAboutThis } from '../parts/MoreAboutThis';
import type { Run } from '../state/run';
import { lossOptionsFor } from '../state/settings-of';
import { chosenGroups, methodsToTrain, set, settings } from '../state/store';
import { headsOf } from './heads-of';
import { NetworkDrawing } from './NetworkDrawing';
import { type NetworkShape, networkShape, type Strength, strengthsOf } from './network-shape';
import { StrengthSlider } from './StrengthSlider';

/** The network as a picture, with the strengths of its distillation, and how often each head is right by itself. */
export function NetworkPicture() {
  const asked = useSignal<MethodName | undefined>(undefined);
  const offered = methodsToTrain.value.filter((method) => method !== undefined);
  const method = offered.includes(asked.value!) ? asked.value! : mostHeads(offered);
  const options = lossOptionsFor(method, settings.value);
  const shape = networkShape(method, options);
  const sameMethod = chosenGroups.value.filter((group) => group.settings.method === method);
  // The first run that has figures, as in the picture of the representation.
  const runs = sameMethod[0]?.runs ?? [];
  const run = runs.find(({ log }) => log && log.epochs.length > 0) ?? runs[0];
  const accuracies = headsOf(shape, run);
  const greatest = greatestOf(options);
  const note = noteOf(shape, figuresNote(method, accuracies, run, sameMethod.length > 1));
  const change = (name: Strength, value: number) => set({ [name]: Number(value.toPrecision(3)) });
  return (
    <Card title="The network" class="network-card">
      {offered.length > 1 && (
        <Choice offered={offered} method={method} onChoose={(name) => (asked.value = name)} />
      )}
      <NetworkDrawing
        shape={shape}
        options={options}
        greatest={greatest}
        accuracies={accuracies}
        described={inWords(method, shape, accuracies)}
        onChange={change}
      />
      <div class="strengths">
        {strengthsOf(method).map((name) => (
          <StrengthSlider
            key={name}
            name={name}
            value={options[name]}
            greatest={greatest[name]}
            onChange={(value) => change(name, value)}
          />
        ))}
      </div>
      <p class="note" title={note}>
        {note}
      </p>
      <MoreAboutThis>
        <p>
          A tap is a head on a stage: it tells the class from what the network has seen so far. z tells it
          from what comes through the bottleneck. An arrow is a distillation: z learns to answer as the tap
          does, which is not changed by it. The wider the arrow, the more it counts in the loss, beside the
          balanced loss of each head.
        </p>
        <p>
          <GuideLink page="losses">The losses with their equations</GuideLink>,{' '}
          <GuideLink page="learn/options">what β, a and b do</GuideLink>.
        </p>
      </MoreAboutThis>
    </Card>
  );
}

/** Which of two methods is drawn. */
function Choice(props: {
  offered: readonly MethodName[];
  method: MethodName;
  onChoose: (method: MethodName) => void;
}) {
  return (
    <fieldset class="network-choice">
      <legend class="visually-hidden">The network of</legend>
      {props.offered.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="network-of"
            checked={name === props.method}
            onChange={() => props.onChoose(name)}
          />{' '}
          {methodTitle(name, methods)}
        </label>
      ))}
    </fieldset>
  );
}

/** Of some methods that with the most heads, which has the most to show. */
function mostHeads(offered: readonly MethodName[]): MethodName {
  const heads = (method: MethodName) => {
    const { taps, z } = networkShape(method, lossOptionsFor(method, settings.value));
    return taps.length + Number(z);
  };
  return offered.reduce((most, next) => (heads(next) > heads(most) ? next : most));
}

/** The right ends of the sliders: further where a larger value was typed in. */
function greatestOf({ beta, a, b }: LossOptions): Record<Strength, number> {
  return { beta: Math.max(10, beta), a: Math.max(1, a), b: Math.max(1, b) };
}

function inWords(
  method: MethodName,
  { taps, z, arrows }: NetworkShape,
  accuracies: ReadonlyMap<string, string>,
): string {
  const heads = [...taps.map(({ name, stage }) => `${name} on stage ${stage}`), ...(z ? ['z'] : [])];
  const said = arrows.map(
    ({ from, to, strength }) => `${to} learns from ${from} with weight ${Number(strength.toPrecision(3))}`,
  );
  const right = Array.from(accuracies, ([name, accuracy]) => `${name} is right in ${accuracy}`);
  const sentences = [
    [`The network of ${methodTitle(method, methods)}: three stages, heads ${heads.join(', ')}`],
    said,
    right,
  ];
  return sentences
    .filter((parts) => parts.length > 0)
    .map((parts) => `${parts.join('; ')}.`)
    .join(' ');
}

/** What the figures beside the heads are of, and what the sliders change. */
function noteOf({ arrows, experts }: NetworkShape, figures: string): string {
  const of = experts ? `It has ${experts} experts, each with these heads. ` : '';
  return `${of}${figures}${arrows.length > 0 ? ' Arrows and sliders set the next training.' : ''}`;
}

/** What the figures beside the heads are, and that of the classifier, which asks more than one of them. */
function figuresNote(
  method: MethodName,
  accuracies: ReadonlyMap<string, string>,
  run: Run | undefined,
  several: boolean,
): string {
  if (!run || accuracies.size === 0) return 'While it trains, each head’s own accuracy stands beside it.';
  const which = several
    ? `seed ${run.settings.seed} of the first run on the stage`
    : `seed ${run.settings.seed}`;
  const own = `Beside a head: test pictures it gets right by itself, ${which}.`;
  const whole = run.log?.epochs.at(-1)?.accuracy.all;
  if (accuracies.size < 2 || whole == null || methods[method].scores !== methods.mbib.scores) return own;
  const asked = [...accuracies.keys()].slice(-2).join(' and ');
  return `${own} Classifier (mean of ${asked}): ${percent(whole)} %.`;
}
