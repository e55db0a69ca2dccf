// The board from the server, and the copy of it that stays on the tablet for when there is no network.
import type { LutongDB } from '../../db/db.ts';
import { getMeta, setMeta } from '../../db/meta.ts';
import type { Board, Kept, Window } from '../../domain/board.ts';
import { faultOf, jsonOf, reach, type Fetch } from '../../sync/http.ts';

export const keptBoard = (db: LutongDB): Promise<Kept | null> => getMeta(db, 'board');

export async function fetchBoard(db: LutongDB, token: string, days: Window, doFetch: Fetch = fetch): Promise<Board> {
  const answer = await reach(`/api/kb/board?days=${days}`, { headers: { Authorization: token } }, doFetch);
  if (!answer.ok) throw await faultOf(answer);
  const board = await jsonOf<Board>(answer);
  await setMeta(db, { board: { days, board } });
  return board;
}
