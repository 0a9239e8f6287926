import { Refusal } from '../refusal.ts';
import { CARD_EDITIONS, type CardEdition, type CardMarker, cardMarkerCorners } from './calibration-card.ts';
import type { Point } from './homography.ts';
import type { Marker } from './markers.ts';

/** A calibration card in a photo: the markers of it that were seen, each with its place on the card. */
export interface SeenCard {
  readonly edition: CardEdition;
  readonly markers: readonly { readonly seen: Marker; readonly printed: CardMarker }[];
}

/**
 * Three corners of the card span its whole plane. Two lie on a line along which the tilt about it is known no better than from
 * one marker: such a photo is measured by its markers as if they were single ones.
 */
const LEAST_MARKERS = 3;

/**
 * The calibration card among the markers of a photo; undefined when there is none.
 * @throws Refusal `card_ambiguous` when the markers are those of several cards
 */
export function findCard(markers: readonly Marker[]): SeenCard | undefined {
  const cards = CARD_EDITIONS.map((edition) => ({ edition, markers: markersOf(edition, markers) })).filter(
    (card) => new Set(card.markers.map(({ seen }) => seen.id)).size >= LEAST_MARKERS,
  );
  if (cards.length === 0) return undefined;
  const [card] = cards;
  const ids = new Set(card.markers.map(({ seen }) => seen.id));
  if (cards.length > 1 || ids.size < card.markers.length) {
    throw new Refusal(
      'card_ambiguous',
      'More than one calibration card is in the photo, and which of them lies beside the lesion cannot be told. Leave one in the frame and take the photo again.',
    );
  }
  return card;
}

function markersOf(edition: CardEdition, markers: readonly Marker[]): SeenCard['markers'] {
  return markers.flatMap((seen) => {
    const printed = edition.markers.find(({ id }) => id === seen.id);
    return printed ? [{ seen, printed }] : [];
  });
}

/** Corners in mm on the card, of the markers seen, in the order of `seenCorners`. */
export function printedCorners({ edition, markers }: SeenCard): Point[] {
  return markers.flatMap(({ printed }) => cardMarkerCorners(edition, printed));
}

/** The same corners in the photo, px. */
export function seenCorners({ markers }: SeenCard): Point[] {
  return markers.flatMap(({ seen }) => seen.corners);
}
