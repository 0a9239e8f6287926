import { Refusal } from '../refusal.ts';
import { CARD_EDITIONS, type CardEdition, type CardMarker, cardMarkerCorners } from './calibration-card.ts';
import { homographyFromPoints, mapPoint, type Point } from './homography.ts';
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

/** The card's own corners in the photo, px, by the homography through all corners seen. */
export function cardOutline(card: SeenCard): Point[] {
  const { width, height } = card.edition.size;
  const toPhoto = homographyFromPoints(printedCorners(card), seenCorners(card));
  const corners: readonly Point[] = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  return corners.map((corner) => mapPoint(toPhoto, corner));
}

/** Printed side of a card's marker when all markers seen are of one card that is not seen whole; undefined for others. */
export function cardMarkerSideMm(markers: readonly Marker[], cardScaleMm: number | undefined): number | undefined {
  const edition = CARD_EDITIONS.find((card) => markersOf(card, markers).length === markers.length);
  return edition && (edition.markerSide * (cardScaleMm ?? edition.scale.length)) / edition.scale.length;
}
