import { PIPELINE_VERSION } from './domain/version.ts';
import { PACKAGE_VERSION } from './package-root.ts';

/** What made a file or an event, as a person reads it. */
export const SOFTWARE_VERSION = `dermetry ${PACKAGE_VERSION}, pipeline ${PIPELINE_VERSION}`;
