import { DataError } from '../../data/data-error';
import { printable, quoted } from '../../data/text/quoted';
import type { PhotoList } from '../photo-list';
import { checkedLabel, classesOf } from './class-labels';
import { className } from './class-names';
import { checkedPhotoPath } from './photo-path';
import type { ReadingOptions } from './read-list-file';
import { readText } from './read-text';

const advice =
  'Give train2018.json or val2018.json of https://github.com/visipedia/inat_comp/tree/master/2018.';

const unlabelled = -1;

/**
 * Reads photographs and their labels from annotations in the format of iNaturalist 2018: `images[].{id, file_name}`,
 * `annotations[].{image_id, category_id}` and, where the file has them, `categories[].{id, name}`.
 *
 * @param file the JSON file, at most 512 MB (train2018.json has 120 MB)
 * @param root the folder that the file names start from
 * @returns the photographs in the order of `images`. Where the file has categories, these are the classes
 * @throws DataError where the file cannot be read, an image has no annotation or several, or an id or a name cannot be used; the
 * message names the file and the entry
 * @see Van Horn et al. 2018, The iNaturalist Species Classification and Detection Dataset,
 * https://arxiv.org/abs/1707.06642, and https://github.com/visipedia/inat_comp/tree/master/2018 for the format
 *
 * @example
 * ```ts
 * const train = await readInaturalistJson('/data/inaturalist/train2018.json', '/data/inaturalist');
 * ```
 */
export async function readInaturalistJson(
  file: string,
  root: string,
  { classes: given, linksOut }: ReadingOptions = {},
): Promise<PhotoList> {
  const content = parsed(await readText(file), file);
  const images = entries(content, 'images', file);
  const annotations = entries(content, 'annotations', file);
  if (images.length === 0) throw new DataError(file, `${file}: images is empty. ${advice}`);
  const names = categoryNames(content, file, given);

  const { paths, photoOfId } = readImages(images, file);
  const labels = readLabels(annotations, photoOfId, names?.length ?? given, file);
  const classes = names?.length ?? given ?? classesOf(labels);
  return {
    file,
    root,
    paths,
    labels,
    place,
    classes,
    classNames: names ?? Array.from({ length: classes }, (_, label) => className(undefined, label)),
    linksOut,
  };
}

function place(photo: number): string {
  return `images[${photo}]`;
}

function readImages(images: readonly Entry[], file: string) {
  const photoOfId = new Map<unknown, number>();
  const paths = images.map((image, photo) => {
    const where = () => `${file}, ${place(photo)}`;
    const { id, file_name: path } = fields(image);
    if (!Number.isInteger(id))
      throw new DataError(where(), `${where()}: id must be a whole number, got ${quoted(id)}.`);
    if (photoOfId.has(id)) {
      throw new DataError(
        where(),
        `${where()}: the id ${id} is ${place(photoOfId.get(id)!)}'s too. ${advice}`,
      );
    }
    photoOfId.set(id, photo);
    if (typeof path !== 'string') {
      throw new DataError(where(), `${where()}: file_name must be a path, got ${quoted(path)}.`);
    }
    return checkedPhotoPath(path, where);
  });
  return { paths, photoOfId };
}

function readLabels(
  annotations: readonly Entry[],
  photoOfId: ReadonlyMap<unknown, number>,
  classes: number | undefined,
  file: string,
): Int32Array {
  const labels = new Int32Array(photoOfId.size).fill(unlabelled);
  annotations.forEach((annotation, index) => {
    const where = () => `${file}, annotations[${index}]`;
    const { image_id: id, category_id: category } = fields(annotation);
    const photo = photoOfId.get(id);
    if (photo === undefined) {
      throw new DataError(where(), `${where()}: no image has the image_id ${quoted(id)}. ${advice}`);
    }
    if (labels[photo] !== unlabelled) {
      throw new DataError(
        where(),
        `${where()}: ${place(photo)} (id ${id}) is annotated before; it must have one label.`,
      );
    }
    labels[photo] = checkedLabel(category, classes, () => `${where()}: category_id`);
  });
  const missing = labels.indexOf(unlabelled);
  if (missing >= 0)
    throw new DataError(
      `${file}, ${place(missing)}`,
      `${file}, ${place(missing)}: no annotation gives its label. ${advice}`,
    );
  return labels;
}

/** The names of the classes in label order; undefined where the file has no categories. */
function categoryNames(content: Fields, file: string, given: number | undefined): string[] | undefined {
  if (content.categories === undefined) return undefined;
  const categories = entries(content, 'categories', file);
  if (given !== undefined && categories.length !== given) {
    throw new DataError(
      file,
      `${file}: it has ${categories.length} categories and must have ${given}. ${advice}`,
    );
  }
  const names = new Array<string | undefined>(categories.length);
  categories.forEach((category, index) => {
    const { id, name } = fields(category);
    const label = checkedLabel(id, categories.length, () => `${file}, categories[${index}]: id`);
    if (names[label] !== undefined) {
      throw new DataError(
        `${file}, categories[${index}]`,
        `${file}, categories[${index}]: the id ${label} is another category's too. ${advice}`,
      );
    }
    names[label] = className(name, label);
  });
  return names as string[];
}

type Entry = unknown;
type Fields = Partial<Record<string, unknown>>;

/** The fields of an entry. An entry that is no object has none, which leads to a message about the missing ones. */
function fields(entry: Entry): Fields {
  return Object(entry) as Fields;
}

function entries(content: Fields, name: string, file: string): Entry[] {
  const value = content[name];
  if (Array.isArray(value)) return value;
  throw new DataError(file, `${file}: ${name} must be an array, got ${quoted(value)}. ${advice}`);
}

function parsed(text: string, file: string): Fields {
  try {
    return fields(JSON.parse(text));
  } catch (error) {
    throw new DataError(
      file,
      `${file} is not JSON, or cut short (${printable((error as Error).message)}). ${advice}`,
      {
        cause: error,
      },
    );
  }
}
