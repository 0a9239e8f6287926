import Type from 'typebox';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

const ArchivedFileSchema = Type.Object({
  /** Within the folder; no path. */
  file: Type.String({ pattern: '^[a-z0-9-]+\\.(csv|json)$' }),
  title: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  /** Below the column names; null for a file that is no table. */
  rows: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  sha256: Sha256,
});
export type ArchivedFile = Type.Static<typeof ArchivedFileSchema>;

/** What is in a folder that holds everything of a study. Each field is described in docs/export.md. */
export const ArchiveManifestSchema = Type.Object({
  format: Type.Literal('dermetry-archive-1'),
  study: Type.String(),
  site: Type.Union([Type.String(), Type.Null()]),
  data_of_utc: Type.String(),
  data_version: Type.String(),
  software: Type.String(),
  files: Type.Array(ArchivedFileSchema),
  left_out: Type.Array(Type.Object({ file: Type.String(), reason: Type.String() })),
});
export type ArchiveManifest = Type.Static<typeof ArchiveManifestSchema>;
