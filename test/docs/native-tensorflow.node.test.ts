import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('docs/backends.md installs native TensorFlow by the commands of scripts/native-tensorflow.sh', async () => {
  const script = await readFile('scripts/native-tensorflow.sh', 'utf8');
  const commands = script.match(/# begin of the commands.*\n([\s\S]*?)# end of the commands/)![1]!;
  expect(commands).toMatch(/^npm install --ignore-scripts/);
  expect(await readFile('docs/backends.md', 'utf8')).toContain(`\`\`\`sh\n${commands}\`\`\``);
});
