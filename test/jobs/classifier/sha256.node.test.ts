import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../../src/jobs/classifier/sha256';

test('SHA-256 is that of OpenSSL for bytes of any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }),
  );
});

test('a part of a buffer is hashed by itself', () => {
  const bytes = Uint8Array.from({ length: 200 }, (_, i) => i);
  expect(sha256(bytes.subarray(3, 133))).toBe(sha256(bytes.slice(3, 133)));
});
