import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { findDefinition, SCORE_DEFINITIONS } from './definitions.ts';
import { scoreForm } from './form.ts';

function formOf(id: string) {
  const definition = findDefinition(id);
  if (definition === undefined) throw new Error(id);
  return scoreForm(definition);
}
const signs = { erythema: 2, induration: 1, scaling: 2, area_percent: 10 };
const pasi = ['head', 'upper_limbs', 'trunk', 'lower_limbs'].map((region) => ({ region, ...signs }));

describe('a form', () => {
  it('has a section for each region with its items, and a total to show', () => {
    const { sections, total } = formOf('PASI');
    expect(sections.map(({ region }) => region)).toEqual(['head', 'upper_limbs', 'trunk', 'lower_limbs']);
    expect(sections[0].fields.find(({ name }) => name === 'erythema')).toMatchObject({ minimum: 0, maximum: 4 });
    expect(total).toEqual({ instrument: 'PASI', minimum: 0, maximum: 72, integer: false });
  });

  it('of an instrument without regions has one section, of the whole patient', () => {
    expect(formOf('sPGA').sections).toMatchObject([{ region: null, repeatable: false }]);
  });

  it.each([
    ['all regions', pasi, true],
    ['a region that is missing', pasi.slice(1), false],
    ['a region that comes twice', [...pasi, pasi[0]], false],
    ['a sign out of range', [{ ...pasi[0], erythema: 5 }, ...pasi.slice(1)], false],
    ['half a grade', [{ ...pasi[0], erythema: 1.5 }, ...pasi.slice(1)], false],
    ['an item that it does not have', [{ ...pasi[0], itch: 1 }, ...pasi.slice(1)], false],
  ])('its schema judges %s as the score does', (_what, items, isGood) => {
    expect(Value.Check(formOf('PASI').items_schema, items)).toBe(isGood);
  });

  it('allows several lesions of a region where the score does', () => {
    const lesion = { region: 'face', bsa_percent: 0.5, depigmentation_percent: 50 };
    expect(Value.Check(formOf('F-VASI').items_schema, [lesion, lesion])).toBe(true);
    expect(Value.Check(formOf('F-VASI').items_schema, [])).toBe(false);
  });

  it('is there for every score', () => {
    for (const definition of SCORE_DEFINITIONS) expect(scoreForm(definition).sections.length).toBeGreaterThan(0);
  });
});
