// Every action of a person: one file each, one local transaction each, the same names as the server's.
export { articleCreate } from './articleCreate.ts';
export { articleEdit, type ArticleFields } from './articleEdit.ts';
export { articlePropose } from './articlePropose.ts';
export { asHere, canonicalOf, changedSince } from './canonicalOf.ts';
export { conflictResolve, type ConflictResolveArgs } from './conflictResolve.ts';
export { eventAdd, type EventAddArgs } from './eventAdd.ts';
export { jobAssign } from './jobAssign.ts';
export { jobEdit, type JobField } from './jobEdit.ts';
export { jobFile, type JobFileArgs } from './jobFile.ts';
export { mutationRetry } from './mutationRetry.ts';
export { photoAdd, type PhotoAddArgs } from './photoAdd.ts';
export { photoDismiss } from './photoDismiss.ts';
export { runAnswer, type AnswerPart, type RunAnswerArgs } from './runAnswer.ts';
export { runStart } from './runStart.ts';
export { shareLinkMake, shareLinkUrl } from './shareLinkMake.ts';
export { signatureAdd, type SignatureAddArgs } from './signatureAdd.ts';
export { userLang } from './userLang.ts';
export { visitPlan, type VisitPlanArgs } from './visitPlan.ts';
