import { plural } from 'mbib/jobs';
import type { PlaygroundData } from '../../state/playground-data';

/** What data is, in two sentences. */
export function dataWords({ train, test, samplesPerClass }: PlaygroundData): string {
  const [most, least] = [Math.max(...samplesPerClass), Math.min(...samplesPerClass)];
  const numbers = `${plural(train.labels.length, 'picture')} to train on, ${plural(test.labels.length, 'picture')} to test on.`;
  if (most === least) return `${numbers} Every class has as many: there is no tail.`;
  const factor = most / least;
  const times = factor < 10 && !Number.isInteger(factor) ? factor.toFixed(1) : String(Math.round(factor));
  return `${numbers} The most frequent class has ${times} times as many pictures as the rarest.`;
}

/** What is said where classes have no test picture; undefined where all have. */
export function untestedWords({ train, test }: PlaygroundData): string | undefined {
  const tested = new Set(test.labels);
  const names = train.classNames.filter((_, label) => !tested.has(label));
  if (names.length === 0) return undefined;
  const listed = names
    .slice(0, 3)
    .map((name) => `'${name}'`)
    .join(', ');
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const [which, they] = names.length === 1 ? ['The class', 'it is'] : ['The classes', 'they are'];
  return `${which} ${listed}${more} can be trained on; ${they} not in the test, which has no picture of ${names.length === 1 ? 'it' : 'them'}.`;
}
