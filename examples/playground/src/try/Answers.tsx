import { messageOf, percent } from 'mbib/jobs';
import { useEffect, useState } from 'preact/hooks';
import { Term } from '../parts/Term';
import { dataSets } from '../state/store';
import { type Candidate, candidates } from './candidates';
import { classifyPixels, openClassifier } from './classifiers';
import { pixelsFor, type Tried, tried } from './picture';
import { unlike } from './unlike';

const MOST_ANSWERS = 5;

interface Answer {
  classes: { name: string; probability: number }[];
  unlike: boolean | undefined;
}

/** What every classifier says of the picture that is tried. */
export function Answers() {
  return (
    <div class="answers" aria-live="polite">
      {candidates.value.map((candidate) => (
        <AnswerOf key={candidate.key} candidate={candidate} shown={tried.value} />
      ))}
    </div>
  );
}

function AnswerOf({ candidate, shown }: { candidate: Candidate; shown: Tried | undefined }) {
  const [answer, setAnswer] = useState<Answer | string | undefined>();
  useEffect(() => {
    let current = true;
    setAnswer(undefined);
    if (shown) {
      answerOf(candidate, shown, (found) => current && setAnswer(found)).catch(
        (error) => current && setAnswer(messageOf(error)),
      );
    }
    return () => {
      current = false;
    };
  }, [candidate.key, candidate.from, shown]);
  return (
    <section class="answer" aria-label={candidate.title}>
      <h3 dir="auto">{candidate.title}</h3>
      {typeof answer === 'string' && <p class="problem">{answer}</p>}
      {typeof answer === 'object' && <Classes answer={answer} />}
    </section>
  );
}

/** Tells the classes as soon as they are known, then whether the picture is unlike those of the training. */
async function answerOf(candidate: Candidate, shown: Tried, tell: (answer: Answer) => void): Promise<void> {
  const { key, from, run } = candidate;
  const form = await openClassifier(key, from);
  const pixels = pixelsFor(shown, form);
  if (!pixels) return;
  const probabilities = await classifyPixels(key, pixels);
  const classes = probabilities
    .map((probability, k) => ({ name: form.classNames[k] ?? String(k), probability }))
    .sort((first, second) => second.probability - first.probability);
  tell({ classes, unlike: undefined });
  const data = run && dataSets.value.get(run.dataId);
  // Without the caution the answer still stands.
  if (data) tell({ classes, unlike: await unlike(run, data, pixels).catch(() => undefined) });
}

function Classes({ answer }: { answer: Answer }) {
  return (
    <>
      <ol>
        {answer.classes.slice(0, MOST_ANSWERS).map(({ name, probability }) => (
          <li key={name}>
            <span dir="auto" title={name}>
              {name}
            </span>
            <span class="answer-bar" style={{ '--share': probability }} />
            <span>{percent(probability)} %</span>
          </li>
        ))}
      </ol>
      <p class="caution">
        {answer.unlike && (
          <>
            <Term means="Its representation is farther from the nearest training picture than 95 % of the held-out pictures are from theirs (Sun et al. 2022, nearest neighbours). A classifier always names one of its classes, whatever it is shown.">
              Unlike everything it was trained on
            </Term>
            : do not rely on this answer.
          </>
        )}
      </p>
    </>
  );
}
