import assert from 'node:assert/strict';
import { HumanError } from '../../../src/core/human-error.js';
import { findFinding } from '../../../src/core/review/find-finding.js';

const refusal = (unread?: string[]): HumanError => {
  try {
    findFinding(new Map(), 'f-0001', unread);
  } catch (error) {
    if (error instanceof HumanError) return error;
    throw error;
  }
  return assert.fail('found');
};

describe('findFinding', () => {
  it('says which records cannot be read rather than that there was no review', () => {
    const { message, next } = refusal(['Transcripts in /data cannot be read: its ledger is not a folder']);
    assert.match(message, /in what can be read\. Transcripts in \/data cannot be read/);
    assert.match(next, /writable/);
  });

  it('names the review as the next step when everything was read', () => {
    assert.match(refusal([]).next, /reverie review/);
    assert.match(refusal().next, /reverie review/);
  });
});
