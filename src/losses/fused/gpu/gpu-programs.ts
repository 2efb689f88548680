import type { Connection } from '../../connections';
import { type GpuProgram, program } from './gpu-program';

/** What the programs depend on: a new program is compiled where one of these changes. */
export interface GpuLossShape {
  batch: number;
  heads: number;
  classes: number;
  connections: readonly Connection[];
  /** The lowest number that a matrix can hold. */
  lowest: number;
}

// Readers of a row, per √K: with these, 1,000 classes in four heads and 64 samples keep 10,000 threads busy. A reader of the parts
// reads the logits of two heads.
const READERS_OF_NORMALISERS = 1.25;
const READERS_OF_PARTS = 3.3;

/** The sum of the counts that are given to the programs: so sums of them are in the range of half floats, for any data set. */
export const TOTAL_COUNT = 32768;

// The matrices that the programs read and write. Most are read in blocks of two by two; for this, an odd `batch` or `classes` is
// made even by padding, and is meant as such below. "Both distributions" are the balanced softmax of the cross-entropy (Eq. 4)
// and the tempered softmax of the distillation (Eq. 8).
//
// Part0 …     [batch, classes · heads of the input]: the logits as the caller gives them
// Labels      [batch, 1]: class ids
// Weights     [1, classes + 1], never padded: class weights (Eq. 7), and a NaN for ids that are no class
// Logits      [heads · batch, classes]: the logits of all heads, head below head. In the padding, a class has the logits of the
//             last class, and a sample has zeros.
// Classes     [4, classes]: a row of factors of the exponentials and one of factors of the logits for each of both
//             distributions: n, ones; ones, 1 / T. In the padding, exponentials have the factor 0 and so count for nothing.
//             The counts n are multiplied by a number, so that their sum is TOTAL_COUNT.
// Samples     [batch, 2]: class weights as the loss uses them, class ids
// Terms       [2 · (heads + connections), 2]: for each head its weight and its number, then two zeros; for each connection
//             λ / batch and the teacher's number, then the student's number and a zero
// Normalisers [heads · batch, 4]: for each of both distributions the largest logit after its factor, and the logarithm of the
//             sum of the exponentials, after their factors, of all logits less that largest one; for the first, the sum is divided
//             by TOTAL_COUNT, as n is where it is used
//
// Some devices keep matrices as half floats: numbers up to 65504, whole numbers exact up to 2048.

/** The number itself if it is even, else the next one. */
export function even(size: number): number {
  return size + (size % 2);
}

/**
 * Computes `Logits` from `Part0`, `Part1`, …, which hold the same number of heads each, side by side. A block is of one head; it
 * is read by four reads without a loop, whose index would make software GPUs several times slower.
 */
export function stackHeads({ batch, heads, classes }: GpuLossShape, headsOfInput: number): GpuProgram {
  const parts = Array.from({ length: heads }, (_, head) => {
    const get = `getPart${Math.floor(head / headsOfInput)}`;
    const first = (head % headsOfInput) * classes;
    const numbers = ['y, x', 'y, next', 'below, x', 'below, next'].map(
      (place) => `${get}(${place} + ${first})`,
    );
    return `if (head == ${head}) { value = vec4f(${numbers.join(', ')}); }`;
  });
  return program(
    [heads * even(batch), even(classes)],
    `
int head = row / ${even(batch)};
int y = row - head * ${even(batch)};
int below = y;
int x = column;
int next = x;
if (y < ${batch - 1}) { below += 1; }
if (x < ${classes - 1}) { next += 1; }
vec4f value = vec4f(0.0);
${parts.join('\n')}
if (below == y) { value = vec4f(value.xy, 0.0, 0.0); }`,
  );
}

/**
 * Computes `Samples` `[batch, 2]`: the class weight and the class id of each sample. With reduction 'mean' the weights are
 * divided by their sum over the batch. An id outside 0..K−1 gets NaN, so that the error shows in the loss.
 */
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

/**
 * Among how many threads the classes of a row are divided. With `perRoot` from 1 on, no thread reads more than about 2·√K logits
 * one after the other; each reads a block at least.
 */
function readersOf(classes: number, perRoot: number): number {
  return Math.ceil(Math.min(even(classes) / 2, perRoot * Math.sqrt(classes)));
}

/** Runs a statement for each block of classes of a reader, `k` being its first class. Neighbours read neighbouring blocks. */
function overClasses(classes: number, readers: number, statement: string): string {
  return `
for (int i = 0; i < ${Math.ceil(even(classes) / 2 / readers)}; i++) {
  int k = 2 * (i * ${readers} + reader);
  if (k < ${classes}) { ${statement} }
}`;
}

/**
 * Computes `Normalisers`, reading each logit once: where a larger one comes, the sum so far is scaled down to it. A NaN among the
 * logits of a sample is passed on, which `max` and `exp` alone would not do on every GPU. A part is the largest logit and
 * the sum, for two samples; its sum is 0 where all its logits are −Infinity. The normaliser is something finite there, so that all
 * probabilities are 0.
 */
export function normalise({ batch, heads, classes, lowest }: GpuLossShape): GpuProgram {
  const readers = readersOf(classes, READERS_OF_NORMALISERS);
  return program(
    [heads * even(batch), 4],
    `
vec4f top = vec4f(${lowest.toExponential()});
vec4f sum = vec4f(0.0);
vec4f total = vec4f(0.0);${overClasses(
      classes,
      readers,
      `
  vec4f factors = blockClasses(column, k);
  vec4f x = blockLogits(row, k) * factors.zwzw;
  vec4f less = exp(-abs(x - top));
  sum = mix(sum + less * factors.xyxy, sum * less + factors.xyxy, step(top, x));
  top = max(top, x);
  total += x;`,
    )}
vec4f largest = max(top, top.yxwz);
sum *= exp(top - largest);
sum += sum.yxwz;
total += total.yxwz;
vec4f value = vec4f(largest.x, sum.x, largest.z, sum.z);
if (isnan(total.x)) { value.y = total.x; }
if (isnan(total.z)) { value.w = total.z; }`,
    {
      readers,
      merge: `
vec4f larger = max(value, other).xzxz;
vec4f sums = vec4f(value.yw, other.yw) * exp(vec4f(value.xz, other.xz) - larger);
sums += sums.zwxy;
value = vec4f(larger.x, sums.x, larger.y, sums.y);`,
      finish: `
for (int i = 1; i < 4; i += 2) {
  if (!isnan(value[i])) { value[i] = log(max(value[i], 1e-30)); }
  if (column == 0) { value[i] -= ${Math.log(TOTAL_COUNT)}; }
}`,
    },
  );
}

/** An expression for the logarithms of the probabilities of a block `x` of factors times logits, without the factors of the exponentials. */
function logProbabilities(x: string, normalisers: string): string {
  return `${x} - ${normalisers}.xxzz - ${normalisers}.yyww`;
}

/**
 * Computes the loss in parts `[batch, 2 · (heads + readers · connections)]`, whose sum it is. A block is two samples of one
 * term: the cross-entropy of a head `t`, or what one reader finds of the divergence of a student `s` from a teacher `t`. Of that
 * counts only where the teacher has a probability: elsewhere its logarithm may be −Infinity, and 0 · ∞ would be NaN.
 */
export function evaluateParts({ batch, heads, classes, connections }: GpuLossShape): GpuProgram {
  const readers = readersOf(classes, READERS_OF_PARTS);
  return program(
    [even(batch), 2 * (heads + readers * connections.length)],
    `
vec4f value = vec4f(0.0);
if (column < ${2 * heads}) {
  vec4f term = blockTerms(column, 0);
  vec4f samples = blockSamples(row, 0);
  int t = int(term.y) * ${even(batch)} + row;
  vec4f of_t = blockNormalisers(t, 0);
  for (int i = 0; i < 4; i += 2) {
    int id = int(samples[i + 1]);
    int k = id / 2 * 2;
    vec4f factors = blockClasses(0, k);
    vec4f log_t = ${logProbabilities('blockLogits(t, k) * factors.zwzw', 'of_t')} + log(factors / ${TOTAL_COUNT}.0).xyxy;
    if (id != k) { log_t = log_t.yxwz; }
    value[i] -= samples[i] * log_t[i];
  }
  if (term.x == 0.0) { value = vec4f(0.0); }
  value *= term.x;
} else {
  int connection = (column / 2 - ${heads}) / ${readers};
  reader = column / 2 - ${heads} - connection * ${readers};
  vec4f term = blockTerms(2 * (${heads} + connection), 0);
  int t = int(term.y) * ${even(batch)} + row;
  int s = int(term.z) * ${even(batch)} + row;
  vec4f of_t = blockNormalisers(t, 2);
  vec4f of_s = blockNormalisers(s, 2);${overClasses(
    classes,
    readers,
    `
    vec4f factors = blockClasses(2, k);
    vec4f log_t = ${logProbabilities('blockLogits(t, k) * factors.zwzw', 'of_t')};
    vec4f log_s = ${logProbabilities('blockLogits(s, k) * factors.zwzw', 'of_s')};
    vec4f p_t = exp(log_t);
    vec4f difference = log_t - log_s;
    for (int j = 0; j < 4; j++) {
      if (p_t[j] == 0.0) { difference[j] = 0.0; }
    }
    value += p_t * difference * factors.xyxy;`,
  )}
  value *= term.x;
}`,
  );
}

/** Computes the gradient of the loss with respect to the logits of a head, `[batch, classes]`. */
export function differentiate(shape: GpuLossShape, head: number): GpuProgram {
  const { batch, heads, classes, connections } = shape;
  const rowsOf = (of: number) => `${of * even(batch)} + row`;
  const probabilities = (x: string, of: number, distribution: number) =>
    `exp(${logProbabilities(`${x} * factors.zwzw`, `blockNormalisers(${rowsOf(of)}, ${distribution})`)})`;
  const distillations = connections.map(([teacher, student], i) =>
    student === head
      ? `
value += (p - ${probabilities(`blockLogits(${rowsOf(teacher)}, column)`, teacher, 2)}) * factors.xyxy * factors.zwzw * blockTerms(${2 * (heads + i)}, 0).x;`
      : '',
  );
  return program(
    [batch, classes],
    `
vec4f samples = blockSamples(row, 0);
vec4f factors = blockClasses(0, column);
vec4f logits = blockLogits(${rowsOf(head)}, column);
vec4f value = ${probabilities('logits', head, 0)} * factors.xyxy / ${TOTAL_COUNT}.0 - step(abs(samples.yyww - float(column) - vec4f(0.0, 1.0, 0.0, 1.0)), vec4f(0.5));
value *= samples.xxzz * blockTerms(${2 * head}, 0).x;
factors = blockClasses(2, column);
vec4f p = ${probabilities('logits', head, 2)};${distillations.join('')}
value *= blockUpstream(0, 0).x;`,
  );
}
