import type { Connection } from '../../connections';
import { type GpuProgram, program } from './gpu-program';

/** What the programs of one loss are made for. */
export interface GpuLossShape {
  batch: number;
  heads: number;
  classes: number;
  connections: readonly Connection[];
}

// What is read in blocks has padding where `batch` or `classes` are odd, which are rounded up in what follows:
// Weights     [1, classes + 1], as it is: class weights (Eq. 7), NaN
// Logits      [heads · batch, classes]: a class more has the logits of the last, a sample more has zeros
// Classes     [4, classes]: n; ones; ones; 1 / T (Eq. 8): of the balanced and of the tempered distribution what the class's
//             exponential, 0 in the padding, and what its logit, the last one's there, is multiplied by
// Samples     [batch, 2]: class weights as the loss uses them, class ids
// Terms       [2 · (heads + connections), 2]: of each head its weight, its first row in Logits; of each connection λ / batch, the
//             first rows of teacher and student
// Normalisers [heads · batch, 4]: of each distribution the largest multiplied logit, log Σ of the multiplied exponentials of
//             what the others are below it

/** The next even number. */
export function even(size: number): number {
  return size + (size % 2);
}

/** `Logits` of inputs `Part0`, `Part1`, … with the same number of heads side by side. */
export function stackHeads({ batch, heads, classes }: GpuLossShape, headsOfInput: number): GpuProgram {
  const parts = Array.from(
    { length: heads },
    (_, head) =>
      `if (head == ${head}) { value[i] = getPart${Math.floor(head / headsOfInput)}(y, ${(head % headsOfInput) * classes} + x); }`,
  );
  return program(
    [heads * even(batch), even(classes)],
    `
vec4f value = vec4f(0.0);
int head = row / ${even(batch)};
for (int i = 0; i < 4; i++) {
  int y = row + i / 2 - head * ${even(batch)};
  int x = min(column + i - i / 2 * 2, ${classes - 1});
  if (y < ${batch}) { ${parts.join('')} }
}`,
  );
}

/** `Samples`: the weights over their sum where the loss is a mean. A class id that is none has the last of `Weights`, NaN. */
export function weighSamples({ batch, classes }: GpuLossShape, mean: boolean): GpuProgram {
  return program(
    [even(batch), 2],
    `
vec4f value = vec4f(0.0);
float total = 0.0;
for (int i = 0; i < ${batch}; i++) {
  float label = getLabels(i, 0);
  int id = int(clamp(label, 0.0, ${classes - 1}.0));
  float weight = getWeights(0, ${classes});
  if (float(id) == label) { weight = getWeights(0, id); }
  if (i == row) { value.x = weight; value.y = label; }
  if (i == row + 1) { value.z = weight; value.w = label; }
  total += weight;
}
if (${mean}) { value.x /= total; value.z /= total; }`,
  );
}

/** `Normalisers`. */
export function normalise({ batch, heads, classes }: GpuLossShape): GpuProgram {
  const overClasses = (statement: string) => `
for (int k = 0; k < ${classes}; k += 2) {
  vec4f factors = blockClasses(column, k);
  vec4f x = blockLogits(row, k) * factors.zwzw;
  ${statement}
}`;
  return program(
    [heads * even(batch), 4],
    `
vec4f top = vec4f(-3e38);
vec4f total = vec4f(0.0);${overClasses('top = max(top, x); total += x;')}
top = max(top, top.yxwz);
vec4f sum = vec4f(0.0);${overClasses('sum += exp(x - top) * factors.xyxy;')}
sum = log(sum + sum.yxwz);
vec4f value = vec4f(top.x, sum.x, top.z, sum.z);
total += total.yxwz;
for (int i = 0; i < 4; i += 2) {
  if (isnan(total[i])) { value[i] = total[i]; }
}`,
  );
}

/** Log-probabilities of a block, before a class is multiplied by its factor, with its `factors` in scope. */
function logProbabilities(rows: string, column: string, normalisers: string): string {
  return `blockLogits(${rows}, ${column}) * factors.zwzw - ${normalisers}.xxzz - ${normalisers}.yyww`;
}

/** The loss by its parts, of two samples and a term a block: of a head, t, or of a teacher, t, and a student, s. */
export function evaluateParts({ batch, heads, classes, connections }: GpuLossShape): GpuProgram {
  return program(
    [even(batch), 2 * (heads + connections.length)],
    `
vec4f term = blockTerms(column, 0);
vec4f value = vec4f(0.0);
int t = int(term.y) + row;
if (column < ${2 * heads}) {
  vec4f samples = blockSamples(row, 0);
  vec4f of_t = blockNormalisers(t, 0);
  for (int i = 0; i < 4; i += 2) {
    int id = int(samples[i + 1]);
    int k = id / 2 * 2;
    vec4f factors = blockClasses(0, k);
    vec4f log_t = ${logProbabilities('t', 'k', 'of_t')} + log(factors).xyxy;
    if (id != k) { log_t = log_t.yxwz; }
    value[i] -= samples[i] * log_t[i];
  }
} else {
  int s = int(term.z) + row;
  vec4f of_t = blockNormalisers(t, 2);
  vec4f of_s = blockNormalisers(s, 2);
  for (int k = 0; k < ${classes}; k += 2) {
    vec4f factors = blockClasses(2, k);
    vec4f log_t = ${logProbabilities('t', 'k', 'of_t')};
    vec4f log_s = ${logProbabilities('s', 'k', 'of_s')};
    value += exp(log_t) * (log_t - log_s) * factors.xyxy;
  }
}
value *= term.x;`,
  );
}

/** The gradient of the loss in the logits of a head, `[batch, classes]`, for an upstream gradient of one. */
export function differentiate(shape: GpuLossShape, head: number): GpuProgram {
  const { batch, heads, classes, connections } = shape;
  const probabilities = (of: number, distribution: number) => {
    const rows = `${of * even(batch)} + row`;
    return `exp(${logProbabilities(rows, 'column', `blockNormalisers(${rows}, ${distribution})`)})`;
  };
  const distillations = connections.map(([teacher, student], i) =>
    student === head
      ? `value += (p - ${probabilities(teacher, 2)}) * factors.xyxy * factors.zwzw * blockTerms(${2 * (heads + i)}, 0).x;`
      : '',
  );
  return program(
    [batch, classes],
    `
vec4f samples = blockSamples(row, 0);
vec4f factors = blockClasses(0, column);
vec4f value = ${probabilities(head, 0)} * factors.xyxy - step(abs(samples.yyww - float(column) - vec4f(0.0, 1.0, 0.0, 1.0)), vec4f(0.5));
value *= samples.xxzz * blockTerms(${2 * head}, 0).x;
factors = blockClasses(2, column);
vec4f p = ${probabilities(head, 2)};
${distillations.join('')}`,
  );
}
