/** The groups of classes that accuracies are told of: all test images, then the classes by their number of training images. */
export const GROUPS = ['all', 'many', 'medium', 'few'] as const;

/** One of {@link GROUPS}. */
export type Group = (typeof GROUPS)[number];
