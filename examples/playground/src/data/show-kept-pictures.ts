import { dataSets, runs } from '../state/store';
import { chooseData } from './choose-data';
import { noPictures } from './own/collection';
import { collection, reading, restorePictures } from './own/own-pictures';

/**
 * After a reload: brings back the pictures of one's own on which was trained last, as they were kept with the runs. They are also chosen
 * again where the latest run is on them and the page was not opened by a link. Pictures that are here already stay.
 */
export function showKeptPictures(): void {
  if (collection.value !== noPictures || reading.value) return;
  const isOwn = (dataId: string) => dataSets.value.get(dataId)?.kind === 'own';
  const latest = runs.value.filter(({ dataId }) => isOwn(dataId)).at(-1);
  if (!latest) return;
  restorePictures(dataSets.value.get(latest.dataId)!);
  if (latest === runs.value.at(-1) && location.hash === '') chooseData('own');
}
