import { problems } from '../state/problems';

/** The problem of a place, beside what caused it; nothing where there is none. */
export function Problem({ at }: { at: string }) {
  const sentence = problems.value[at];
  return sentence === undefined ? null : (
    <p class="problem" role="alert" id={`problem-${at}`}>
      {sentence}
    </p>
  );
}
