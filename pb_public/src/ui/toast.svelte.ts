// Short words after an act, with a way back. One at a time: the newest matters, and an older undo stays possible where the act was made.
export interface ToastMessage {
  text: string;
  tone?: 'go' | 'attention' | 'stop';
  undo?: { label: string; run: () => void | Promise<void> };
}

const STAYS_MS = 6000;

let current = $state<ToastMessage | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export const toasts = {
  get current(): ToastMessage | null {
    return current;
  },
  show(message: ToastMessage): void {
    clearTimeout(timer);
    current = message;
    // what failed stays until it is read
    if (message.tone !== 'stop') timer = setTimeout(() => (current = null), STAYS_MS);
  },
  dismiss(): void {
    clearTimeout(timer);
    current = null;
  },
};
