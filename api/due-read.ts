import type { Database } from '../services/store/database.ts';
import { refuseOutOfOrder } from '../services/store/enter-read.ts';
import { findRead, type Read } from '../services/store/reads.ts';
import { found } from './errors.ts';

/** A read that is due, or was done. */
export async function dueRead(db: Database, id: string): Promise<Read> {
  const read = found(await findRead(db, id), 'read', id);
  await refuseOutOfOrder(db, read);
  return read;
}
