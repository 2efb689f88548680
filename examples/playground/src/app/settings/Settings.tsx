import { Problem } from '../../parts/Problem';
import { Actions } from './Actions';
import { DataChoice } from './DataChoice';
import { LengthFields } from './LengthFields';
import { MethodChoice } from './MethodChoice';

/** The column with what the next training uses. */
export function Settings() {
  return (
    <form class="settings" aria-label="Next training" novalidate onSubmit={(event) => event.preventDefault()}>
      <div class="settings-fields">
        <Problem at="link" />
        <DataChoice />
        <MethodChoice />
        <LengthFields />
      </div>
      <Actions />
    </form>
  );
}
