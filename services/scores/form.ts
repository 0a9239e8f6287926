import type { ItemField, ScoreDefinition } from './definition.ts';
import { INSTRUMENT_RANGES, type Instrument, type InstrumentRange } from './instruments.ts';

/** One part of a form: a region with its fields, or the whole patient. */
interface FormSection {
  /** Null: the fields are of the whole patient. */
  readonly region: string | null;
  /** The section may be filled in several times, once for each lesion or patch. */
  readonly repeatable: boolean;
  readonly fields: readonly ItemField[];
}

/** What a page needs to ask for a score, and a JSON Schema (2020-12) of the items that it then sends. */
export interface ScoreForm {
  readonly definition: { readonly id: string; readonly version: string };
  readonly title: string;
  readonly sections: readonly FormSection[];
  /** Computed from the items; the form shows it and never asks for it. */
  readonly total: { readonly instrument: Instrument } & InstrumentRange;
  readonly items_schema: object;
}

function fieldSchema({ minimum, maximum, integer, description }: ItemField): object {
  return { type: integer ? 'integer' : 'number', minimum, maximum, description };
}

function groupSchema(fields: readonly ItemField[], region?: string): object {
  const required = fields.filter(({ optional }) => optional === undefined).map(({ name }) => name);
  return {
    type: 'object',
    properties: {
      ...(region !== undefined && { region: { const: region } }),
      ...Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    },
    required: region === undefined ? required : ['region', ...required],
    additionalProperties: false,
  };
}

function itemsSchema({ regions, fields, severalPerRegion }: ScoreDefinition): object {
  if (regions === null) return groupSchema(fields);
  const ofRegion = (region: string) => ({
    type: 'object',
    properties: { region: { const: region } },
    required: ['region'],
  });
  return {
    type: 'array',
    items: { oneOf: regions.map((region) => groupSchema(fields, region)) },
    // Each region once, or at least once where it may have several lesions.
    allOf: regions.map((region) => ({
      contains: ofRegion(region),
      minContains: 1,
      ...(!severalPerRegion && { maxContains: 1 }),
    })),
  };
}

/** The form of a score. What either-or rules and the total need beyond the schema is judged when the items are sent. */
export function scoreForm(definition: ScoreDefinition): ScoreForm {
  const { id, version, title, regions, severalPerRegion, fields, instrument } = definition;
  return {
    definition: { id, version },
    title,
    sections: (regions ?? [null]).map((region) => ({ region, repeatable: severalPerRegion, fields })),
    total: { instrument, ...INSTRUMENT_RANGES[instrument] },
    items_schema: itemsSchema(definition),
  };
}
