// The camera: BarcodeDetector where the browser has one, else zxing in WebAssembly, fetched only then.
const WIDEST = 960, EVERY = 40; // px of a frame given to the decoder; ms between two looks
const PASS = /^\d{253}$/;
const SOFT = "blur(1.6px)", SOFT_EVERY = 3; // a soft look now and then reads through the noise of the night

// A decoder: picture -> text or null.
export async function decoder({ script, wasm }) {
  if ("BarcodeDetector" in globalThis && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const native = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await native.detect(video))[0]?.rawValue ?? null;
  }
  await loaded(script);
  const zxing = globalThis.ZXingWASM;
  await zxing.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  const canvas = document.createElement("canvas"), brush = canvas.getContext("2d", { willReadFrequently: true });
  let looks = 0;
  return async (video) => {
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    brush.filter = ++looks % SOFT_EVERY ? "none" : SOFT;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = brush.getImageData(0, 0, canvas.width, canvas.height);
    const found = await zxing.readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 });
    return found[0]?.text ?? null;
  };
}

function loaded(address) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => failed(new Error("decoder"));
    document.head.append(script);
  });
}

// Opens the camera that looks at the road; its errors carry the browser's name (NotAllowedError, NotFoundError).
export async function open(video) {
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("no camera", "NotFoundError");
  video.srcObject = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false,
  });
  await video.play();
}

// Looks again and again; tells every code it sees, the same one as often as it is there. What is no pass must be
// seen twice: in rain and noise decoders now and then find a small code where there is none.
export function watch(video, decode, seen) {
  let before = "";
  const look = async () => {
    try {
      const text = video.videoWidth && !document.hidden ? await decode(video) : null;
      if (text && (PASS.test(text) || text === before)) seen(text);
      before = text ?? "";
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
    } finally {
      setTimeout(look, EVERY);
    }
  };
  look();
}
