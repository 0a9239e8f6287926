import { openSegmenter } from '../models/registry.ts';
import { encodeMaskPng, encodeOverlay } from '../services/imaging/encode.ts';
import { encodeChangeMap } from '../services/imaging/encode-change-map.ts';
import { encodeUncertaintyMap } from '../services/imaging/encode-uncertainty.ts';
import { comparePhotos } from '../services/pipeline/compare-photos.ts';
import { measurePhoto } from '../services/pipeline/measure-photo.ts';
import { answerTasks } from './answer-tasks.ts';

answerTasks(async (modelName) => {
  const segmenter = await openSegmenter(modelName);
  return {
    identity: segmenter.identity,
    async measure({ photo, path, request }) {
      const { document, image, masks, uncertainty } = await measurePhoto(photo, path, request, segmenter);
      const { width, height } = document.photo;
      return {
        document,
        maskPng: await encodeMaskPng(masks, width, height),
        overlayJpeg: await encodeOverlay(image, masks),
        uncertaintyPng: await encodeUncertaintyMap(image, uncertainty()),
      };
    },
    async compare({ baseline, followUp, paths, colourCharts, condition, gradeBoundsPercent }) {
      const photos = [
        { path: paths.baseline, bytes: baseline, colourChart: colourCharts.baseline },
        { path: paths.followUp, bytes: followUp, colourChart: colourCharts.followUp },
      ] as const;
      const request = { condition, gradeBoundsPercent };
      const { comparison, image, change } = await comparePhotos(photos, request, segmenter);
      return { comparison, overlayJpeg: await encodeChangeMap(image, change, condition) };
    },
  };
});
