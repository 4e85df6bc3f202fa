/** The playground's member and admin API, described in docs/playground-api.md. */

/** A request that was refused, with the playground's own sentence for it. */
export class Refused extends Error {}

/** The playground did not answer at all. */
export class Unreachable extends Error {}

export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.error ?? `The playground answered ${response.status}.`);
  return answer as T;
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  try {
    return await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Unreachable("The playground does not answer.");
  }
}

export const get = <T>(path: string) => ask<T>("GET", path);
export const post = <T>(path: string, body: unknown = {}) => ask<T>("POST", path, body);

/** An uploaded file as the playground takes it. */
export interface Upload {
  filename: string;
  data: string;
}

export async function readUpload(file: File): Promise<Upload> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return { filename: file.name, data: btoa(text) };
}

/** The address of something on the playground's CDN; null for what lies elsewhere and cannot be fetched offline. */
export function local(url: string | undefined): string | null {
  if (!url || !URL.canParse(url, location.href)) return null;
  const path = new URL(url, location.href).pathname;
  return path.startsWith("/cdn/") ? path : null;
}
