// Whether the app stands on the home screen, and the browser's own offer to put it there where there is one.
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

let offer = $state.raw<InstallPrompt | null>(null);
let installed = $state(typeof window !== 'undefined' && window.matchMedia('(display-mode: standalone)').matches);

/** Called once at the start: the offer comes early or never. */
export function watchInstall(): void {
  window.addEventListener('beforeinstallprompt', (e) => {
    e.preventDefault();
    offer = e as InstallPrompt;
  });
  window.addEventListener('appinstalled', () => {
    installed = true;
    offer = null;
  });
}

export const install = {
  get installed(): boolean {
    return installed;
  },
  get possible(): boolean {
    return offer !== null;
  },
  async ask(): Promise<void> {
    await offer?.prompt();
    offer = null;
  },
};
