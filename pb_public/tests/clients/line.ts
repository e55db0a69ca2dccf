// A slow line between a client and the server that can be cut after any number of bytes. It stays when the server dies.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** After how many bytes a connection is cut, in either direction; Infinity: never. */
export interface Cut {
  up: number;
  down: number;
}

export const whole: Cut = { up: Infinity, down: Infinity };

const PIECE = 16 * 1024;

export class Line {
  origin = '';
  /** bytes the client sent, as they came in here */
  up = 0;
  cuts = 0;
  /** asked for each new connection */
  next: () => Cut = () => whole;
  /** told after each piece that went up */
  onUp: () => void = () => {};
  private server: Server;
  private sockets = new Set<Socket>();

  private constructor(
    private port: () => number,
    private pause: number,
  ) {
    this.server = createServer({ highWaterMark: PIECE }, (near) => this.carry(near));
  }

  /** port: the server's, which moves when it is started again; pause: ms between two pieces of 16 kB, so that what is on its way when the line breaks stays small */
  static async lay(port: () => number, pause = 0): Promise<Line> {
    const line = new Line(port, pause);
    await new Promise<void>((r) => line.server.listen(0, '127.0.0.1', r));
    line.origin = `http://127.0.0.1:${(line.server.address() as AddressInfo).port}`;
    return line;
  }

  async close(): Promise<void> {
    this.breakAll();
    await new Promise((r) => this.server.close(r));
  }

  breakAll(): void {
    for (const s of this.sockets) s.destroy();
  }

  private carry(near: Socket): void {
    const far = connect(this.port(), '127.0.0.1');
    const cut = this.next();
    for (const s of [near, far]) {
      this.sockets.add(s);
      s.on('close', () => this.sockets.delete(s));
      s.on('error', () => s.destroy());
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    this.pass(near, far, cut.up, (n) => {
      this.up += n;
      this.onUp();
    });
    this.pass(far, near, cut.down, () => {});
  }

  /** passes pieces on, one after the other, until `left` bytes went through */
  private pass(from: Socket, to: Socket, left: number, passed: (n: number) => void): void {
    from.on('data', (bytes: Buffer) => {
      from.pause();
      const part = bytes.subarray(0, left);
      left -= part.length;
      to.write(part, () => {
        passed(part.length);
        if (left <= 0) {
          this.cuts++;
          to.end(); // what was passed on still arrives
          from.destroy();
        } else if (this.pause) setTimeout(() => from.resume(), this.pause);
        else from.resume();
      });
    });
  }
}
