/** The name of a photo's file: when it was taken, and its format. */
export function originalName(mime: string, takenAt: string): string {
  const format = mime.split(/[/;]/)[1]?.replace('jpeg', 'jpg') || 'bin';
  return `lutong-photo-${takenAt.slice(0, 16).replace(/[:T]/g, '-')}.${format}`;
}
