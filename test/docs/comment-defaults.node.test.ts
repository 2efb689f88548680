import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { layers } from '@tensorflow/tfjs-layers';
import { lossDefaults, neckDefaults, shotBounds } from 'mbib';
import { describe, expect, test } from 'vitest';
import { photoSize } from '../../src/jobs/nets/resnet/residual-network';
import { seedOptions } from '../../src/jobs/nets/seed-options';
import { smallConvnet } from '../../src/jobs/nets/small-convnet';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The constants that defaults in the code are named by. */
const constants: Readonly<Record<string, unknown>> = { lossDefaults, neckDefaults, shotBounds, photoSize };

/** A default in a comment, as text that is an expression, and where the comment ends. */
interface Claim {
  name: string;
  value: string;
  end: number;
}

const VALUE = /Default `?(-?[\d.]+(?:e-?\d+)?|'\w+'|\[[\d., ]+\]|\{[^}]+\}|true|false)(?=[`.,;:\s])/;

/** The defaults that the comments of a file name: of options (`name?: …` behind the comment), and of parameters. */
function claims(text: string): Claim[] {
  return [...text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:readonly )?(?:(\w+)\?:)?/g)].flatMap(
    (match) => {
      const comment = match[1]!.replaceAll(/\n\s*\* ?/g, ' ');
      const end = match.index + match[0].length;
      const told = match[2]
        ? [[match[2], comment] as const]
        : [...comment.matchAll(/@param (\w+) ((?:(?!@\w)[\s\S])*)/g)].map(
            ([, name, words]) => [name!, words!] as const,
          );
      return told.flatMap(([name, words]) => {
        const value = VALUE.exec(`${words} `)?.[1]?.replace(/\.$/, '');
        return value === undefined ? [] : [{ name, value, end }];
      });
    },
  );
}

/** The default that the code gives a name: the first specification, parameter or `??` behind its comment. */
function defaultIn(code: string, name: string): string | undefined {
  const forms = [
    `\\b${name}: \\{ check: [^{}]*, default: ([^}]+?),? \\}`,
    `\\b${name}(?:: [\\w']+(?: \\| [\\w']+)*)? = ([^,;)}\\]]+|\\[[^\\]]*\\])(?=[,;)} \\n])`,
    `\\.${name} \\?\\? ([^,;)\\n]+)`,
  ];
  const found = forms.map((form) => new RegExp(form).exec(code)).filter((match) => match !== null);
  return found.sort((a, b) => a.index - b.index)[0]?.[1]?.trim();
}

/** What an expression of the code or of a comment is, with the constants that it may name. */
function evaluated(expression: string): unknown {
  return new Function(...Object.keys(constants), `return (${expression});`)(...Object.values(constants));
}

/** Defaults that the code works out, and what they come to. */
const workedOut: Readonly<Record<string, unknown>> = {
  'src/losses/mbib-loss.ts tapWeights': lossDefaults.tapWeights,
  'src/heads/layers/head-options.ts neck': neckDefaults,
  // Left to the pooling layer.
  'src/heads/layers/head-options.ts dataFormat': layers.globalAveragePooling2d({}).getConfig().dataFormat,
  'src/jobs/nets/resnet/residual-network.ts seed': seedOptions.seed.default,
};

const names = await readdir(`${root}src`, { recursive: true });
const files = names.filter((name) => name.endsWith('.ts') && !name.includes('assembly/')).sort();
const found = await Promise.all(
  files.map(async (name) => {
    const text = await readFile(`${root}src/${name}`, 'utf8');
    return claims(text).map((claim) => ({ ...claim, where: `src/${name} ${claim.name}`, text }));
  }),
);
const all = found.flat();

describe('the defaults that comments name are those of the code', () => {
  test('are found', () => {
    expect(all.map(({ where }) => where)).toEqual(
      expect.arrayContaining([
        'src/class-counts.ts m',
        'src/class-counts.ts gamma',
        'src/heads/layers/head-options.ts epsilon',
        'src/heads/layers/head-options.ts momentum',
        'src/heads/layers/head-options.ts neck',
        'src/jobs/nets/resnet/residual-network.ts imageSize',
        'src/jobs/run/run-recipe.ts checkpointSeconds',
        'src/losses/loss-options.ts beta',
        'src/losses/loss-options.ts gamma',
        'src/losses/loss-options.ts m',
        'src/losses/mbib-loss.ts tapWeights',
        'src/metrics/expected-calibration-error.ts bins',
        'src/metrics/intervals/interval.ts confidence',
        'src/metrics/intervals/interval.ts resamples',
        'src/metrics/intervals/interval.ts seed',
        'src/metrics/shot-accuracy.ts few',
        'src/metrics/shot-accuracy.ts many',
        'src/training/schedules.ts milestones',
        'src/training/sgd-options.ts momentum',
      ]),
    );
  });

  test.each(all)('$where: $value', ({ where, name, value, end, text }) => {
    const inCode = Object.hasOwn(workedOut, where)
      ? workedOut[where]
      : evaluated(defaultIn(text.slice(end), name)!);
    expect(evaluated(value)).toEqual(inCode);
  });

  test('a wrong number is noticed', () => {
    const text =
      '/** Size. Default 3. */\nsize?: number;\nconst options = { size: { check: whole, default: 4 } };';
    const [claim] = claims(text);
    expect(claim).toMatchObject({ name: 'size', value: '3' });
    expect(defaultIn(text.slice(claim!.end), 'size')).toBe('4');
  });
});

test("the small convnet's comment has the shape that it takes", async () => {
  const text = await readFile(`${root}src/jobs/nets/small-convnet.ts`, 'utf8');
  const net = smallConvnet();
  expect(text).toContain(`default \`[${net.inputs[0]!.shape.slice(1).join(', ')}]\``);
  net.dispose();
});

test('docs/heads.md has the constants of the batch normalisation', async () => {
  const epsilon = neckDefaults.epsilon.toExponential();
  expect(await readFile(`${root}docs/heads.md`, 'utf8')).toContain(
    `batch normalisation, ε ${epsilon}, momentum ${neckDefaults.momentum}`,
  );
});
