/** What a person's approval makes of a waiting operation: their own explicit one, which applies at once. */
import type { Operation } from '../memory/operation.js';

/** A lesson that would have gone on trial is put into effect; the operation keeps its id, so that approving it twice changes nothing. */
export function approvedOperation(operation: Operation): Operation {
  switch (operation.op) {
    case 'add':
    case 'revise':
    case 'merge':
      return { ...operation, by: 'person', value: { ...operation.value, status: inEffect(operation.value.status), provenance: 'person' } };
    case 'reinforce':
      return { ...operation, by: 'person', ...(operation.status && { status: inEffect(operation.status) }) };
    case 'retire':
    case 'sleep':
    case 'wake':
      return { ...operation, by: 'person' };
  }
}

function inEffect<T extends string>(status: T): T | 'active' {
  return status === 'trial' || status === 'proposed' ? 'active' : status;
}
