import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classStatistics } from '../../../src/losses/class-statistics';
import type { Connection } from '../../../src/losses/connections';
import { sampleLoss } from '../../../src/losses/fused/sample-loss';

const CLASSES = 4;
const STEP = 1e-5;

const row = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: CLASSES, maxLength: CLASSES });

it('the gradient on cpu is the slope of the loss to 1e-8, in double precision', () =>
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: CLASSES - 1 }),
      fc.constantFrom(0, 0.5),
      fc.constantFrom(1, 0, 0.4),
      fc.integer({ min: 0, max: 3 }),
      (logits, id, gamma, tau, head) => {
        // Only v3 and z learn of each other, so that no head is a teacher and changes while it teaches.
        const teachers = head === 3 ? [0, 1, 2] : [3];
        const loss = {
          headWeights: [0.1, 0.3, 1, 1.4],
          connections: teachers.map((teacher): Connection => [teacher, head, 0.7]),
          gamma,
        };
        const statistics = classStatistics([60, 20, 5, 1], 0.1, gamma, tau);
        const { heads, evaluate } = sampleLoss(statistics, loss, 2, true);
        const at = (rows: number[][]) => {
          heads.forEach((values, i) => {
            values.set(rows[i]!);
          });
          return evaluate(id, 0.8);
        };
        const moved = (k: number, by: number) =>
          logits.map((values, i) => (i === head ? values.map((x, j) => (j === k ? x + by : x)) : values));
        at(logits);
        const gradient = Array.from(heads[head]!);
        gradient.forEach((slope, k) => {
          const difference = (at(moved(k, STEP)) - at(moved(k, -STEP))) / (2 * STEP);
          expect(Math.abs(slope - difference)).toBeLessThan(1e-8);
        });
      },
    ),
  ));
