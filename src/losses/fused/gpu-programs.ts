import type { Connection } from '../connections';
import { type GpuProgram, program } from './gpu-program';

/** What the programs of one loss are made for. */
export interface GpuLossShape {
  batch: number;
  heads: number;
  classes: number;
  connections: readonly Connection[];
  /** Whether there are class temperatures other than 1. */
  tempers: boolean;
}

// The programs read these matrices.
// Logits      [heads · batch, classes], on WebGL one number a pixel
// Labels      [batch, 1] class ids
// Classes     [3, classes]: n, the class weights (Eq. 7), 1 / T (Eq. 8)
// Terms       [heads + connections, 3]: of each head its weight; of each connection λ / batch, teacher, student
// Weights     [batch, 1]: the samples' class weights as the loss uses them
// Normalisers [2 · batch, 2 · heads]: of each head the largest logit and log Σ n · e^(l − largest); below them, of l / T, the
//             largest and log Σ e^(l / T − largest)

/** `Logits` of inputs `Part0`, `Part1`, … with the same number of heads side by side. */
export function stackHeads({ batch, heads, classes }: GpuLossShape, headsOfInput: number): GpuProgram {
  const part = (head: number) =>
    `getPart${Math.floor(head / headsOfInput)}(row - ${head * batch}, ${(head % headsOfInput) * classes} + column)`;
  const statements = Array.from(
    { length: heads },
    (_, head) => `if (row / ${batch} == ${head}) { value = ${part(head)}; }`,
  );
  return program([heads * batch, classes], 1, `float value = 0.0; ${statements.join('')}`);
}

/** `Weights`: over their sum where the loss is a mean. That of a class id that is none is NaN. */
export function weighSamples({ batch, classes }: GpuLossShape, mean: boolean): GpuProgram {
  return program(
    [batch, 1],
    1,
    `
float own = 0.0;
float total = 0.0;
for (int i = 0; i < ${batch}; i++) {
  float label = getLabels(i, 0);
  int id = int(clamp(label, 0.0, ${classes - 1}.0));
  float weight = NAN;
  if (float(id) == label) { weight = getClasses(1, id); }
  if (i == row) { own = weight; }
  total += weight;
}
float value = own${mean ? ' / total' : ''};`,
  );
}

/** `Normalisers`, in one pass: where a logit is the largest so far, what was summed shrinks. */
export function normalise({ batch, heads, classes, tempers }: GpuLossShape): GpuProgram {
  const addTo = (sum: string, top: string, factor: string) => `
  e = exp(-abs(x - ${top}));
  if (x > ${top} || isnan(x)) { ${top} = x; ${sum} = ${sum} * e + ${factor}; } else { ${sum} += e * ${factor}; }`;
  return program(
    [2 * batch, 2 * heads],
    2,
    `
float e = 0.0;
float top = -3e38;
float balanced = 0.0;
float topT = -3e38;
float tempered = 0.0;
for (int k = 0; k < ${classes}; k++) {
  float x = getLogits(column / 2 * ${batch} + row / 2, k);
  ${addTo('balanced', 'top', 'getClasses(0, k)')}
  ${tempers ? 'x *= getClasses(2, k);' : ''}
  ${addTo('tempered', 'topT', '1.0')}
}
vec4f value = vec4f(top, log(balanced), topT, log(tempered));`,
  );
}

/** The loss by its parts, `[batch, heads + connections]`. */
export function evaluateParts({ batch, heads, classes, connections, tempers }: GpuLossShape): GpuProgram {
  // The teacher, t, and the student, s.
  const ofBoth = (statements: (head: string, i: number) => string) => ['t', 's'].map(statements).join('');
  const heading = ofBoth(
    (head, i) => `
  int ${head} = int(getTerms(column, ${i + 1}));
  float top_${head} = getNormalisers(2 * row + 1, 2 * ${head});
  float sum_${head} = getNormalisers(2 * row + 1, 2 * ${head} + 1);`,
  );
  const logProbabilities = ofBoth(
    (head) => `
    float log_${head} = getLogits(${head} * ${batch} + row, k) ${tempers ? '* getClasses(2, k)' : ''}
      - top_${head} - sum_${head};`,
  );
  return program(
    [batch, heads + connections.length],
    1,
    `
float value = 0.0;
if (column < ${heads}) {
  int id = int(getLabels(row, 0));
  value = getNormalisers(2 * row, 2 * column) - getLogits(column * ${batch} + row, id)
    + getNormalisers(2 * row, 2 * column + 1) - log(getClasses(0, id));
  value *= getWeights(row, 0);
} else {${heading}
  for (int k = 0; k < ${classes}; k++) {${logProbabilities}
    value += exp(log_t) * (log_t - log_s);
  }
}
value *= getTerms(column, 0);`,
  );
}

/** The gradient of the loss in the logits of a head, `[batch, classes]`, for an upstream gradient of one. */
export function differentiate(shape: GpuLossShape, head: number): GpuProgram {
  const { batch, heads, classes, connections, tempers } = shape;
  const inverseTemperatures = tempers ? block('getClasses(2, column)') : '1.0';
  const probabilities = (of: number, part: number, factor: string) =>
    `exp(${block(`getLogits(${of * batch} + row, column)`)} * ${factor}
  - ${block(`getNormalisers(2 * row + ${part}, ${2 * of})`)}
  - ${block(`getNormalisers(2 * row + ${part}, ${2 * of + 1})`)})`;
  const tempered = (of: number) => probabilities(of, 1, inverseTemperatures);
  const distillations = connections.map(([teacher, student], i) =>
    student === head
      ? `value += (p - ${tempered(teacher)}) * ${inverseTemperatures} * getTerms(${heads + i}, 0);`
      : '',
  );
  return program(
    [batch, classes],
    2,
    `
vec4f off = abs(${block('getLabels(row, 0)')} - ${block('float(column)')});
vec4f value = (${probabilities(head, 0, '1.0')} * ${block('getClasses(0, column)')} - 1.0 + min(off, vec4f(1.0)))
  * ${block('getWeights(row, 0)')} * getTerms(${head}, 0);
vec4f p = ${tempered(head)};
${distillations.join('')}
if (row + 1 == ${batch}) { value.z = 0.0; value.w = 0.0; }
if (column + 1 == ${classes}) { value.y = 0.0; value.w = 0.0; }`,
  );
}

/** A block, from an expression of the row and the column. */
function block(element: string): string {
  return `vec4f(${element}, ${next('column', element)}, ${next('row', element)}, ${next('row', next('column', element))})`;
}

function next(index: string, expression: string): string {
  return expression.replaceAll(index, `(${index} + 1)`);
}
