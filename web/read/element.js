/**
 * An element with attributes, listeners (`onclick`) and children. What is null or false is left out; text is never taken for HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, unknown>>} [attributes]
 * @param {...(Node | string | null | false)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== false));
  return made;
}

/**
 * A form that is sent to nobody: what its button does is done here, once at a time, and a failure is said in it.
 * @param {string} button
 * @param {() => Promise<void>} onSubmit
 * @param {...(Node | string | null | false)} content
 */
export function actionForm(button, onSubmit, ...content) {
  const failure = element('p', { role: 'alert', class: 'failure' });
  const submit = element('button', { type: 'submit' }, button);
  return element(
    'form',
    {
      novalidate: true,
      /** @param {Event} event */
      onsubmit: async (event) => {
        event.preventDefault();
        failure.textContent = '';
        submit.disabled = true;
        try {
          await onSubmit();
        } catch (error) {
          failure.textContent = error instanceof Error ? error.message : String(error);
        } finally {
          submit.disabled = false;
        }
      },
    },
    ...content,
    failure,
    submit,
  );
}

/**
 * The same behind its name, for what is seldom done; what came of it is said below.
 * @param {string} name
 * @param {string} button
 * @param {() => Promise<string>} onSubmit what to say when it is done
 * @param {...(Node | string | null | false)} content
 */
export function foldedForm(name, button, onSubmit, ...content) {
  const done = element('p', { role: 'status' });
  const submit = async () => {
    done.textContent = '';
    done.textContent = await onSubmit();
  };
  return element('details', {}, element('summary', {}, name), actionForm(button, submit, ...content), done);
}

/**
 * A field with its label, and what is to be known of it below.
 * @param {string} label
 * @param {HTMLElement} input
 * @param {string} [hint]
 */
export function labelled(label, input, hint) {
  return element(
    'label',
    { class: 'field' },
    element('span', { class: 'name' }, label),
    input,
    hint !== undefined && element('small', {}, hint),
  );
}
