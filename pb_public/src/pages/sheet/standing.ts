// Which signature stands: what its signer read is still what the sheet says. Pure.
import type { Signature } from '../../domain/records.ts';

/** The last signature that nothing on the sheet has left behind, refusals aside. `changed`: per signature, the fields that read otherwise now. */
export function standingSignature(
  signatures: readonly Signature[],
  changed: Readonly<Record<string, readonly string[]>>,
): Signature | undefined {
  return signatures
    .filter((signature) => !signature.refused && !changed[signature.id]?.length)
    .sort((a, b) => (a.correctedAt < b.correctedAt ? 1 : -1))[0];
}

/** What the paper under the signatures is: what was signed, what would be signed again, or what is still to be signed. */
export function paperOf(
  signatures: readonly Signature[],
  changed: Readonly<Record<string, readonly string[]>>,
  now: string,
): { is: 'signed' | 'again' | 'toSign'; text: string; signature?: Signature } {
  const standing = standingSignature(signatures, changed);
  if (standing) return { is: 'signed', text: standing.signed, signature: standing };
  return { is: signatures.some((signature) => !signature.refused) ? 'again' : 'toSign', text: now };
}
