import { element, labelled } from './element.js';
import { asLabel } from './words.js';

/** @typedef {import('./api-client.js').FormField} FormField */
/** @typedef {import('./api-client.js').FormSection} FormSection */
/** @typedef {import('./api-client.js').ItemGroup} ItemGroup */
/** @typedef {import('./api-client.js').Items} Items */

/** Whole numbers up to so many are chosen from; all else is typed. */
const MOST_CHOICES = 8;

/** Radio buttons of different groups have different names. */
let groups = 0;

/** @param {FormField} field @param {string} name @param {number | undefined} value */
function choices({ minimum, maximum, optional }, name, value) {
  const numbers = Array.from({ length: maximum - minimum + 1 }, (_, i) => minimum + i);
  return element(
    'span',
    { class: 'choices', role: 'radiogroup' },
    ...numbers.map((number) =>
      element(
        'label',
        {},
        element('input', { type: 'radio', name, value: number, checked: number === value }),
        String(number),
      ),
    ),
    // What was chosen by mistake can be taken back.
    optional && element('label', {}, element('input', { type: 'radio', name, value: '' }), 'none'),
  );
}

/** @param {FormField} field @param {string} name @param {number | undefined} value */
function typed({ minimum, maximum, integer }, name, value) {
  const step = integer ? 1 : 'any';
  return element('input', { type: 'number', inputmode: 'decimal', name, min: minimum, max: maximum, step, value });
}

/**
 * The fields of a region or of one lesion of it.
 * @param {FormSection} section
 * @param {ItemGroup} values what stands in it at first
 */
function group({ region, fields }, values) {
  groups += 1;
  const own = fields.map((field) => {
    const name = `${field.name}-${groups}`;
    const value = field.name in values ? Number(values[field.name]) : undefined;
    const isChoice = field.integer && field.maximum - field.minimum < MOST_CHOICES;
    return { field, name, input: isChoice ? choices(field, name, value) : typed(field, name, value), isChoice };
  });
  const box = element(
    'div',
    { class: 'group' },
    ...own.map(({ field, input, isChoice }) => {
      const label = field.optional ? `${asLabel(field.name)} (may stay empty)` : asLabel(field.name);
      if (!isChoice) return labelled(label, input, field.description);
      const legend = element('legend', { class: 'name' }, label);
      return element('fieldset', { class: 'field' }, legend, input, element('small', {}, field.description));
    }),
  );
  /** @returns {ItemGroup} what is filled in; what is left empty is not there */
  const items = () => {
    /** @type {ItemGroup} */
    const found = region === null ? {} : { region };
    for (const { field, name } of own) {
      const input = /** @type {HTMLInputElement | null} */ (
        box.querySelector(`input[name="${name}"]:checked, input[name="${name}"]:not([type="radio"])`)
      );
      if (input !== null && input.value !== '') found[field.name] = Number(input.value);
    }
    return found;
  };
  return { box, items };
}

/** @param {FormSection} section @param {readonly ItemGroup[]} values @param {() => void} onChange */
function section(section, values, onChange) {
  /** @type {ReturnType<typeof group>[]} */
  const shown = [];
  const rows = element('div');
  /** @param {ItemGroup} of */
  const add = (of) => {
    const made = group(section, of);
    shown.push(made);
    rows.append(made.box);
    if (!section.repeatable) return;
    const remove = () => {
      if (shown.length === 1) return;
      shown.splice(shown.indexOf(made), 1);
      made.box.remove();
      onChange();
    };
    made.box.append(element('button', { type: 'button', class: 'small remove', onclick: remove }, 'Take away'));
  };
  for (const of of values.length > 0 ? values : [{}]) add(of);
  const another = () => {
    add({});
    onChange();
  };
  const box = element(
    'fieldset',
    { class: 'section' },
    section.region !== null && element('legend', {}, asLabel(section.region)),
    rows,
    section.repeatable && element('button', { type: 'button', class: 'small', onclick: another }, 'Another lesion'),
  );
  return { box, items: () => shown.map(({ items }) => items()) };
}

/**
 * The form of a score, made of what the server says of its items, and what is filled in.
 * @param {{ sections: FormSection[] }} form
 * @param {Items | undefined} before what stands in it at first
 * @param {() => void} onChange
 * @returns {{ box: HTMLElement, items: () => Items }}
 */
export function scoreForm({ sections }, before, onChange) {
  const given = before === undefined ? [] : Array.isArray(before) ? before : [before];
  const made = sections.map((each) => {
    const own = given.filter((values) => each.region === null || values.region === each.region);
    return section(each, own, onChange);
  });
  const box = element('div', { oninput: onChange }, ...made.map((each) => each.box));
  const isOfPatient = sections.length === 1 && sections[0].region === null;
  return { box, items: () => (isOfPatient ? made[0].items()[0] : made.flatMap((each) => each.items())) };
}
