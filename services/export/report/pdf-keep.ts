import type { Content } from 'pdfmake/interfaces.js';

/** Room for the caption, the names of the columns and the first row of a table. Points. */
const ROOM_BELOW = 100;

/**
 * Something that never stands alone at the foot of a page: it is laid out with room below it, and what follows moves up into the room.
 * (A callback of pdfmake for page breaks lays the whole document out again for each break.)
 */
export function keptWithNext(head: readonly Content[]): Content[] {
  return [
    { stack: [{ stack: [...head], margin: [0, 0, 0, ROOM_BELOW] }], unbreakable: true },
    // An empty text has the height of its letters.
    { text: '', fontSize: 0.1, margin: [0, -ROOM_BELOW, 0, 0] },
  ];
}
