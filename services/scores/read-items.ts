import { Refusal } from '../refusal.ts';
import type { ItemField, ItemGroup, ReadItems, ScoreDefinition } from './definition.ts';

/** Items as they are sent and stored: named numbers, or a list with one group for each region or lesion. */
export type ScoreItems = Readonly<Record<string, number>> | Readonly<Record<string, number | string>>[];

/** Of an instrument whose items are of the whole patient. */
export const WHOLE_PATIENT = 'total';

function faultOfField({ name, minimum, maximum, integer }: ItemField, value: number | string): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${name} is a number, but received "${value}"`;
  if (value < minimum || value > maximum) return `${name} goes from ${minimum} to ${maximum}, but received ${value}`;
  if (integer && !Number.isInteger(value)) return `${name} is a whole number, but received ${value}`;
  return undefined;
}

/** @param place where the group stands, for sentences: " of trunk" or nothing */
function readGroup(
  { id, fields }: ScoreDefinition,
  values: Readonly<Record<string, number | string>>,
  place: string,
): ItemGroup {
  const unknown = Object.keys(values).filter((name) => !fields.some((field) => field.name === name));
  const faults = [
    ...unknown.map((name) => `there is no item ${name}`),
    ...fields.flatMap((field) => (field.name in values ? (faultOfField(field, values[field.name]) ?? []) : [])),
  ];
  if (faults.length > 0) throw new Refusal('invalid_request', `${id}: ${faults.join('; ')}${place}.`);
  return values as ItemGroup;
}

function groupedByRegion(definition: ScoreDefinition, regions: readonly string[], items: ScoreItems): ReadItems {
  const { id, severalPerRegion } = definition;
  if (!Array.isArray(items)) {
    throw new Refusal('invalid_request', `${id} needs a list of items, each with its region: ${regions.join(', ')}.`);
  }
  const groups = new Map<string, ItemGroup[]>(regions.map((region) => [region, []]));
  for (const { region, ...values } of items as readonly Readonly<Record<string, number | string>>[]) {
    const ofRegion = groups.get(String(region));
    if (ofRegion === undefined) {
      throw new Refusal('invalid_request', `${id} has no region "${region}": it has ${regions.join(', ')}.`);
    }
    if (ofRegion.length > 0 && !severalPerRegion) {
      throw new Refusal('invalid_request', `${id} has one group of items for each region, but ${region} comes twice.`);
    }
    ofRegion.push(readGroup(definition, values, ` of ${region}`));
  }
  return groups;
}

function read(definition: ScoreDefinition, items: ScoreItems): ReadItems {
  if (definition.regions !== null) return groupedByRegion(definition, definition.regions, items);
  if (Array.isArray(items)) throw new Refusal('invalid_request', `${definition.id} needs named numbers, not a list.`);
  return new Map([[WHOLE_PATIENT, [readGroup(definition, items as Readonly<Record<string, number>>, '')]]]);
}

/** Everything that is not there, named: "trunk", "induration of head". */
function missingFrom({ fields }: ScoreDefinition, read: ReadItems): readonly string[] {
  const needed = fields.filter(({ optional }) => optional === undefined).map(({ name }) => name);
  return [...read].flatMap(([region, groups]) => {
    if (groups.length === 0) return [region];
    const absent = needed.filter((name) => groups.some((group) => !(name in group)));
    return absent.map((name) => (region === WHOLE_PATIENT ? name : `${name} of ${region}`));
  });
}

/**
 * Items checked against a definition. Nothing is filled in: what is missing is named.
 * @throws Refusal `invalid_request` for what does not belong, `incomplete_score` for what is missing
 */
export function readItems(definition: ScoreDefinition, items: ScoreItems): ReadItems {
  const groups = read(definition, items);
  const missing = missingFrom(definition, groups);
  if (missing.length > 0) {
    throw new Refusal(
      'incomplete_score',
      `${definition.id} cannot be computed without ${missing.join(', ')}. ` +
        'What was not seen is not nought: have it scored, or enter nought for what was seen to be clear.',
    );
  }
  return groups;
}
