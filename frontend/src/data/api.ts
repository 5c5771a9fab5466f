// Reading the API: time limits, one retry, and errors a visitor can understand.

import type { Segment } from "../ui/marked";

export interface Live {
  open_now: boolean | null;
  next_change: string | null;
}

export interface Place {
  slug: string;
  name: string;
  language?: string;
  category: string;
  category_name?: string;
  icon: string;
  colour: string;
  commune?: string | null;
  commune_name?: string | null;
  lon: number;
  lat: number;
  accuracy_m?: number | null;
  approximate: boolean;
  teaser?: string | null;
  photo?: { url: string; alt?: string } | string | null;
  live?: Live;
  distance_m?: number;
}

export interface Disruption {
  slug: string;
  name: string;
  reason?: string | null;
  ends_at?: string | null;
}

export interface PlaceDetail extends Place {
  names?: Record<string, string | null>;
  description?: string | null;
  opening_hours?: string | null;
  phone?: string | null;
  website?: string | null;
  address?: string | null;
  fee?: string | null;
  navigable?: boolean;
  verified?: boolean;
  disruptions?: Disruption[];
}

export interface Category {
  slug: string;
  name: string;
  parent: string | null;
  icon: string;
  colour: string;
  order?: number;
}

export interface Hit {
  collection: string;
  slug: string;
  name: string;
  marked?: Segment[];
  hint?: string | null;
  lon: number | null;
  lat: number | null;
  category?: string | null;
  icon?: string | null;
  colour?: string | null;
  page?: string | null; // its page in the portal
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** Why an answer did not come: `offline`, `slow`, or the server's own words. */
export class ApiError extends Error {
  constructor(
    readonly kind: "offline" | "slow" | "refused",
    readonly status = 0,
    readonly detail = "",
  ) {
    super(detail || kind);
  }
}

const TIMEOUT = 12_000;
const PAUSE = 700;

export class Api {
  constructor(
    private root: string,
    private lang: string,
  ) {}

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    const url = new URL(this.root + path, location.href);
    url.searchParams.set("lang", this.lang);
    for (const [name, value] of Object.entries(query))
      if (value !== null && value !== undefined && value !== "")
        url.searchParams.set(name, String(value));
    const answer = await fetchPatiently(url.href, signal);
    return (await answer.json()) as T;
  }
}

/** A GET that gives up after a while and tries once more when the network or the server failed. */
export async function fetchPatiently(url: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetchOnce(url, signal);
  } catch (error) {
    const worthIt = error instanceof ApiError && (error.status === 0 || error.status >= 502);
    if (!worthIt || signal?.aborted) throw error;
    await new Promise((done) => setTimeout(done, PAUSE));
    return fetchOnce(url, signal);
  }
}

async function fetchOnce(url: string, signal?: AbortSignal): Promise<Response> {
  const limit = new AbortController();
  const give_up = (): void => limit.abort();
  const timer = setTimeout(give_up, TIMEOUT);
  signal?.addEventListener("abort", give_up);
  try {
    const answer = await fetch(url, { signal: limit.signal });
    if (!answer.ok) throw new ApiError("refused", answer.status, await problem(answer));
    return answer;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (signal?.aborted) throw new DOMException("superseded", "AbortError");
    throw new ApiError(limit.signal.aborted ? "slow" : "offline");
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", give_up);
  }
}

async function problem(answer: Response): Promise<string> {
  try {
    return String(((await answer.json()) as { detail?: string }).detail ?? "");
  } catch {
    return "";
  }
}

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";
