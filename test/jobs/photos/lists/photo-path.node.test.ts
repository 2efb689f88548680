import { posix, win32 } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkedPhotoPath, photoPathRefusal } from '../../../../src/jobs/photos/lists/photo-path';

describe('the path of a photograph', () => {
  test.each([
    'a.jpg',
    'train/n01440764/n01440764_190.JPEG',
    'train_val2018/Aves/2761/7caab6a.jpg',
    './train/a.jpg',
    'train//a.jpg',
    'great grey owl/photo 3.jpg',
    'a..b/c...jpg',
    '.hidden/a.jpg',
    'a~1/b~.jpg',
    'train/a:b.jpg',
  ])('is accepted inside the data folder: %j', (path) => {
    expect(photoPathRefusal(path)).toBeUndefined();
  });

  test.each([
    ['', 'is empty'],
    ['/etc/passwd', 'is absolute'],
    ['//server/share/a.jpg', 'is absolute'],
    ['C:/a.jpg', 'names a drive'],
    ['c:a.jpg', 'names a drive'],
    ['..', "has '..'"],
    ['../a.jpg', "has '..'"],
    ['train/../../a.jpg', "has '..'"],
    ['train/..', "has '..'"],
    ['.. /a.jpg', "has '..'"],
    ['train/. ./a.jpg', "has '..'"],
    ['train/.../a.jpg', "has '..'"],
    ['..\\a.jpg', 'holds a backslash'],
    ['train\\a.jpg', 'holds a backslash'],
    ['\\\\?\\C:\\a.jpg', 'holds a backslash'],
    ['a.jpg\0.txt', 'holds a zero byte'],
    ['~/a.jpg', 'starts in a home folder'],
    ['~root/a.jpg', 'starts in a home folder'],
    ['.', 'names a folder'],
    ['train/', 'names a folder'],
    ['train/.', 'names a folder'],
  ])('is refused with the reason: %j %s', (path, reason) => {
    expect(photoPathRefusal(path)).toContain(reason);
  });

  test("may not go up, even where it comes back: 'a/../b.jpg' is refused", () => {
    expect(photoPathRefusal('a/../b.jpg')).toBeDefined();
  });

  test('is named with its place and what to do', () => {
    expect(() => checkedPhotoPath('/etc/passwd', () => 'train2018.json, images[16]')).toThrow(
      'train2018.json, images[16]: the path "/etc/passwd" is absolute. Paths must lead from the data folder to a file',
    );
  });

  test('leads to a place below the data folder on every platform, whatever string is accepted', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      ' ',
      '\0',
      '~',
      'C:',
      ':',
      'a',
      'train',
      '%2e',
      '\n',
      '．',
    );
    const path = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.webPath(),
    );
    let accepted = 0;
    fc.assert(
      fc.property(path, (candidate) => {
        if (photoPathRefusal(candidate) !== undefined) return;
        accepted++;
        for (const [{ resolve, sep }, root] of [
          [posix, '/data/photos'],
          [win32, 'D:\\data\\photos'],
        ] as const) {
          const inside = root + sep;
          const resolved = resolve(root, candidate);
          if (resolved.startsWith(inside) && resolved.length > inside.length) continue;
          throw new Error(`${JSON.stringify(candidate)} leads to ${resolved}`);
        }
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });
});
