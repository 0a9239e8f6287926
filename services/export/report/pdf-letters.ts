import { printable } from './pdf-font.ts';

/** Texts as they can be printed, and whether any letter was lacking so far. */
export interface Letters {
  /** The text as it can be printed. */
  readonly of: (text: string) => string;
  readonly lacked: () => boolean;
}

export function lettersOf(): Letters {
  let lacked = false;
  return {
    of: (text) => {
      const { text: shown, lacks } = printable(text);
      lacked ||= lacks;
      return shown;
    },
    lacked: () => lacked,
  };
}
