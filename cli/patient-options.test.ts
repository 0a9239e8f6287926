import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addPatientOptions, type PatientOptions, patientOf } from './patient-options.ts';

function parsed(...args: readonly string[]): PatientOptions {
  const command = addPatientOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts<PatientOptions>();
}

describe('options about the patient', () => {
  it('are height, weight, formula and age', () => {
    const options = parsed(
      '--height-cm',
      '150',
      '--weight-kg',
      '120',
      '--bsa-formula',
      'haycock',
      '--age-years',
      '0.5',
    );
    expect(patientOf(options)).toEqual({ heightCm: 150, weightKg: 120, bsaFormula: 'haycock', ageYears: 0.5 });
    expect(parsed('--body-region', 'hand', '--view', 'whole_region')).toEqual({
      bodyRegion: 'hand',
      view: 'whole_region',
    });
  });

  it('are refused where half of what is needed is missing', () => {
    expect(() => patientOf(parsed('--height-cm', '150'))).toThrow(/both or neither/);
    expect(() => patientOf(parsed('--bsa-formula', 'haycock'))).toThrow(/needs --height-cm/);
  });

  it.each([
    ['--age-years', '-1'],
    ['--height-cm', 'tall'],
    ['--bsa-formula', 'guess'],
    ['--body-region', 'elbow'],
  ])('refuse %s %s', (...args) => {
    expect(() => parsed(...args)).toThrow();
  });
});
