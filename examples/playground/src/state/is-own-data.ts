/** Whether the data of this id are pictures of one's own, which keep their counts: the imbalance of the settings is that of the digits. */
export const isOwnData = (dataId: string): boolean => dataId.startsWith('own-');
