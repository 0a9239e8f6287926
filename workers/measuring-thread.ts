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
      const { document, image, masks, maskFile, uncertainty } = await measurePhoto(photo, path, request, segmenter);
      const { width, height } = document.photo;
      const map = uncertainty();
      return {
        document,
        maskPng: await encodeMaskPng(maskFile, width, height),
        overlayJpeg: await encodeOverlay(image, masks),
        uncertaintyPng: map && (await encodeUncertaintyMap(image, map)),
      };
    },
    async compare({ baseline, followUp, paths, colourCharts, outlines, condition, gradeBoundsPercent }) {
      const photos = [
        { path: paths.baseline, bytes: baseline, colourChart: colourCharts.baseline, outline: outlines.baseline },
        { path: paths.followUp, bytes: followUp, colourChart: colourCharts.followUp, outline: outlines.followUp },
      ] as const;
      const request = { condition, gradeBoundsPercent };
      const { comparison, image, change } = await comparePhotos(photos, request, segmenter);
      return { comparison, overlayJpeg: await encodeChangeMap(image, change, condition) };
    },
  };
});
