import { type Command, InvalidArgumentError, Option } from 'commander';
import { BODY_REGIONS, type BodyRegion, VIEWS, type View } from '../services/domain/body-region.ts';
import { BSA_FORMULAS, type BsaFormula, type Patient } from '../services/domain/patient.ts';
import { Refusal } from '../services/refusal.ts';
import { positiveNumber } from './options.ts';

/** What %BSA needs to know, as options of a command. */
export interface PatientOptions {
  readonly heightCm?: number;
  readonly weightKg?: number;
  readonly bsaFormula?: BsaFormula;
  readonly ageYears?: number;
  readonly bodyRegion?: BodyRegion;
  readonly view?: View;
}

function age(text: string): number {
  const years = Number(text);
  if (text.trim() !== '' && years >= 0 && Number.isFinite(years)) return years;
  throw new InvalidArgumentError(`Expected an age in years but received '${text}'.`);
}

export function addPatientOptions(command: Command): Command {
  return command
    .option('--height-cm <n>', "the patient's height, for %BSA from cm²", positiveNumber)
    .option('--weight-kg <n>', "the patient's weight, for %BSA from cm²", positiveNumber)
    .addOption(
      new Option('--bsa-formula <formula>', 'formula of the body surface (default: mosteller)').choices(BSA_FORMULAS),
    )
    .option('--age-years <n>', "the patient's age, for the shares of body regions (default: an adult's)", age)
    .addOption(new Option('--body-region <region>', 'what the photos show').choices(BODY_REGIONS))
    .addOption(
      new Option('--view <view>', 'how much of the region; %BSA by its share needs whole_region').choices(VIEWS),
    );
}

/** @throws Refusal where height or weight stands alone: half of what was meant would be left out in silence */
export function patientOf({ heightCm, weightKg, bsaFormula, ageYears }: PatientOptions): Patient {
  if ((heightCm === undefined) !== (weightKg === undefined)) {
    throw new Refusal('invalid_request', 'Give --height-cm and --weight-kg, both or neither.');
  }
  if (bsaFormula !== undefined && heightCm === undefined) {
    throw new Refusal('invalid_request', '--bsa-formula needs --height-cm and --weight-kg.');
  }
  return { heightCm, weightKg, bsaFormula, ageYears };
}
