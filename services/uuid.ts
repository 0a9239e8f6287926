const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the database can be asked for it: anything else is an error there instead of a row that is not found. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
