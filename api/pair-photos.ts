import { Refusal } from '../services/refusal.ts';
import type { PhotoPair } from '../services/store/comparisons.ts';
import type { Photo } from '../services/store/photos.ts';

/** What two photos must share to be compared: light too, because it moves the border of a lesion. */
function placeOf({ condition, bodyRegion, view, illumination }: Photo): string {
  return [condition, bodyRegion, view, illumination].join(' ');
}

/** Each place with its photo; undefined where a visit has several of one place, because nothing says which belongs to which. */
function byPlace(photos: readonly Photo[]): ReadonlyMap<string, Photo | undefined> {
  const places = new Map<string, Photo | undefined>();
  // A photo that was taken again is not compared by the place that its successor has.
  for (const photo of photos.filter(({ replacedBy }) => replacedBy === null)) {
    const place = placeOf(photo);
    places.set(place, places.has(place) ? undefined : photo);
  }
  return places;
}

/** Pairs the photos of two visits that show the same place in the same light. */
export function pairVisits(baseline: readonly Photo[], followUp: readonly Photo[]): readonly PhotoPair[] {
  const later = byPlace(followUp);
  return [...byPlace(baseline)].flatMap(([place, photo]) => {
    const counterpart = later.get(place);
    return photo && counterpart ? [{ baselinePhotoId: photo.id, followUpPhotoId: counterpart.id }] : [];
  });
}

/** The one pair that was asked for, unless its photos can not be compared. */
export function pairPhotos(baseline: Photo, followUp: Photo): PhotoPair {
  if (baseline.id === followUp.id) throw new Refusal('invalid_request', 'A photo cannot be compared with itself.');
  const differing = (['condition', 'illumination'] as const).find((key) => baseline[key] !== followUp[key]);
  if (differing !== undefined) {
    throw new Refusal('invalid_request', `The two photos have another ${differing}; such photos are not compared.`);
  }
  return { baselinePhotoId: baseline.id, followUpPhotoId: followUp.id };
}
