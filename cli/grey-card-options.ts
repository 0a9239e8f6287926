import { type Command, InvalidArgumentError } from 'commander';
import {
  DEFAULT_REFLECTANCE_PERCENT,
  type GreyCard,
  LEAST_REFLECTANCE_PERCENT,
  MOST_REFLECTANCE_PERCENT,
  type PixelRect,
  pixelRectFrom,
} from '../services/domain/grey-card.ts';
import { Refusal } from '../services/refusal.ts';

/** A plain grey card, as options of a command. */
export interface GreyCardOptions {
  readonly greyCard?: PixelRect;
  readonly greyCardReflectance?: number;
}

export function addGreyCardOptions(command: Command): Command {
  return command
    .option(
      '--grey-card <x,y,width,height>',
      'where a plain grey card lies, in pixels of the upright photo: refer the reported colours to it',
      pixelRect,
    )
    .option(
      '--grey-card-reflectance <percent>',
      `what that card reflects (default: ${DEFAULT_REFLECTANCE_PERCENT})`,
      reflectancePercent,
    );
}

/** @throws Refusal where a reflectance has no card */
export function greyCardOf({ greyCard: rectPx, greyCardReflectance }: GreyCardOptions): GreyCard | undefined {
  if (rectPx) return { rectPx, reflectancePercent: greyCardReflectance ?? DEFAULT_REFLECTANCE_PERCENT };
  if (greyCardReflectance === undefined) return undefined;
  throw new Refusal('invalid_request', '--grey-card-reflectance needs --grey-card: say where the card lies.');
}

function pixelRect(text: string): PixelRect {
  const rect = pixelRectFrom(text);
  if (rect) return rect;
  throw new InvalidArgumentError(
    `Expected X,Y,WIDTH,HEIGHT in whole pixels, like 1200,300,400,400, but received '${text}'.`,
  );
}

function reflectancePercent(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= LEAST_REFLECTANCE_PERCENT && value <= MOST_REFLECTANCE_PERCENT) return value;
  throw new InvalidArgumentError(
    `Expected percent from ${LEAST_REFLECTANCE_PERCENT} to ${MOST_REFLECTANCE_PERCENT} but received '${text}'.`,
  );
}
