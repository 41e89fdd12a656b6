/** What went wrong between us and Anthropic (or a gateway), as something a person can act on. */
import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import type { ChatUsage } from '../../core/model/chat-model.js';
import { ModelError, type ModelErrorKind } from '../../core/model/model-error.js';
import type { Dropped } from './anthropic-params.js';
import { BrokenStream, brokenOff } from './anthropic-stream.js';

export function modelErrorOf(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof BrokenStream) {
    // an error that the provider sends inside a stream says what it is; anything else is a stream that broke
    if (error.cause instanceof APIError && error.cause.error !== undefined) return apiError(error.cause, error.usage);
    return brokenOff(error.usage, error.cause);
  }
  if (error instanceof APIConnectionTimeoutError) return failed('network', 'The model did not answer in time', 'Try again', error);
  if (error instanceof APIConnectionError)
    return failed('network', `The model cannot be reached${causeWords(error)}`, 'Check the network and the base URL', error);
  if (error instanceof APIError) return apiError(error);
  return failed('server', `The model’s answer cannot be read${causeWords(error)}`, 'Check the base URL, then try again', error);
}

/** What the server asks to wait, in milliseconds (RFC 9110 `retry-after`, or `retry-after-ms`). */
export function retryAfterMs(error: unknown): number | undefined {
  if (!(error instanceof APIError)) return undefined;
  const headers: Headers | undefined = error.headers;
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return ms;
  const header = headers?.get('retry-after');
  if (header === null || header === undefined) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const until = Date.parse(header) - Date.now();
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}

/** The part of a request that was refused as unknown, and without which it may be sent again. */
export function droppedBy(error: unknown, without: Dropped): (Dropped extends ReadonlySet<infer F> ? F : never) | undefined {
  if (!(error instanceof APIError) || error.status !== 400) return undefined;
  const words = messageOf(error);
  const features = [
    ['tool_choice', /tool_choice/],
    ['thinking', /thinking/],
    ['effort', /effort|output_config/],
    ['cache_control', /cache_control/],
  ] as const;
  return features.find(([feature, pattern]) => !without.has(feature) && pattern.test(words))?.[0];
}

function apiError(error: APIError, usage?: ChatUsage): ModelError {
  const words = messageOf(error).slice(0, 300);
  const { status } = error;
  const type = error.type ?? '';
  const of = (kind: ModelErrorKind, message: string, next: string): ModelError => failed(kind, message, next, error, usage);
  if (status === 401 || type === 'authentication_error') return of('auth', 'The API key is not valid', 'Set another key');
  if (status === 403 || type === 'permission_error')
    return of('auth', `The API key is not allowed to do this: ${words}`, 'Check what the key may use');
  if (status === 402 || type === 'billing_error' || /credit balance|billing|spend limit/i.test(words))
    return of('quota', `The account has nothing left to spend: ${words}`, 'Check its plan and its limits');
  if (status === 429 || type === 'rate_limit_error')
    return of('rate-limit', 'The account’s rate limit is reached', 'Try again in a minute');
  if (status === 529 || type === 'overloaded_error') return of('overloaded', 'The service is overloaded', 'Try again later');
  if (status === 404 || type === 'not_found_error')
    return of('invalid', `The model is not known there: ${words}`, 'Check the model’s name and the base URL');
  if (status === 413) return of('invalid', 'The request is too large', 'Review fewer files at once');
  if (status === 408 || status === 409) return of('server', `The service could not answer: ${words}`, 'Try again');
  if (status !== undefined && status >= 400 && status < 500)
    return of('invalid', `The request was refused: ${words}`, 'Report this, with the log');
  return of('server', `The service failed${status === undefined ? '' : ` (${status})`}: ${words}`, 'Try again later');
}

function messageOf(error: APIError): string {
  return error.apiMessage ?? error.message;
}

function causeWords(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? ` (${code})` : '';
}

function failed(kind: ModelErrorKind, message: string, next: string, cause: unknown, usage?: ChatUsage): ModelError {
  return new ModelError(kind, message, { next, cause, ...(usage && { usage }) });
}
