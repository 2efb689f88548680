import { expectClose } from '../../support/close';
import { evaluateGolden, headsOf } from '../../support/evaluate-golden';
import { goldenCases, type Variant } from '../../support/golden';
import { read } from '../../support/read';

/**
 * Compares every loss and gradient of the float64 reference with what the active backend computes, and prints how many there were.
 *
 * @throws Error with the first that differs
 */
export async function checkGolden(software: boolean): Promise<void> {
  let compared = 0;
  for (const golden of goldenCases) {
    for (const [variant, expected] of Object.entries(golden.expected)) {
      const name = variant as Variant;
      const [loss, ...gradients] = await read(() => evaluateGolden(name, golden));
      const bound = expected.f32_stable_grad_max_abs_err > 1e-5 || software ? 2e-4 : 1e-5;
      try {
        expectClose(loss!, expected.loss, { rtol: 1e-5 });
        for (const [i, head] of headsOf(name).entries())
          expectClose(gradients[i]!, expected.grads[head]!, { rtol: 0, atol: bound });
      } catch (error) {
        throw new Error(`The golden case ${golden.id} ${variant} differs.`, { cause: error });
      }
      compared++;
    }
  }
  console.log(`Golden cases: all ${compared} are right.`);
}
