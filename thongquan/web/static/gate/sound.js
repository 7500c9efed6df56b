// What a verdict sounds and feels like. Never the only cue; the mute button keeps its choice on this device.
export const TONES = { // [Hz, start ms, length ms, end Hz]
  go: [[1200, 0, 120]],
  check: [[800, 0, 120], [800, 200, 120]],
  stop: [[300, 0, 700]],
  call: [[800, 0, 120, 500], [800, 200, 120, 500]],
};
export const SHAKES = { go: [60], check: [60, 60, 60], stop: [400], call: [60, 60, 60] };
const KEPT = "tq:mute";
let context = null;

export const muted = () => localStorage.getItem(KEPT) === "1";
export const mute = (on) => localStorage.setItem(KEPT, on ? "1" : "0");

// Browsers let a page sound only after somebody has touched it.
export function wake() {
  context ||= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
}

export function tell(sign) {
  navigator.vibrate?.(SHAKES[sign]);
  if (muted()) return;
  wake();
  for (const [pitch, start, length, end] of TONES[sign]) {
    const tone = context.createOscillator(), volume = context.createGain();
    const from = context.currentTime + start / 1000, until = from + length / 1000;
    tone.frequency.value = pitch;
    if (end) tone.frequency.setValueAtTime(pitch, from).linearRampToValueAtTime(end, until);
    volume.gain.setValueAtTime(0.6, from);
    volume.gain.setTargetAtTime(0, until - 0.015, 0.005);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(until);
  }
}
