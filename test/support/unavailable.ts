import { inject, test } from 'vitest';

test.skip(`not available here: ${inject('unavailable')}`);
