import type { TestApi } from './api.ts';

/** A route as the OpenAPI document describes it. */
export interface DescribedRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With {parameters}. */
  readonly path: string;
  /** Of services/study/policy.ts. */
  readonly action: string | undefined;
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-action'?: string }>>>>;
}

export async function describedRoutes(api: TestApi): Promise<readonly DescribedRoute[]> {
  const { paths } = (await api.get('/openapi.json')).json() as Described;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase() as DescribedRoute['method'],
      path,
      action: described['x-action'],
    })),
  );
}

/** The path with its parameters filled in. */
export function filled(path: string, values: Readonly<Record<string, string>> & { readonly id: string }): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(values[name] ?? values.id));
}
