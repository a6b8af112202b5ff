// Makes of a file or a video frame the JPEG that is sent.

export interface Photo {
  blob: Blob;
  /** An object URL of `blob`; whoever holds the photo revokes it. */
  url: string;
  width: number;
  height: number;
}

/** Longer sides are scaled down to this by default: models look at less, and a phone's 12 megapixels take long to send. */
const kLongestSide = 1920;

/**
 * Draws the picture upright (phones store it lying, with a note which way up) and codes it as JPEG,
 * so that what is shown, what is sent and where the boxes lie are the same pixels.
 */
export async function photoOf(source: Blob | HTMLVideoElement, longestSide = kLongestSide): Promise<Photo> {
  const picture = source instanceof Blob ? await createImageBitmap(source, { imageOrientation: "from-image" }) : source;
  const full = picture instanceof HTMLVideoElement ? { width: picture.videoWidth, height: picture.videoHeight } : picture;
  const scale = Math.min(1, longestSide / Math.max(full.width, full.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(full.width * scale);
  canvas.height = Math.round(full.height * scale);
  const context = canvas.getContext("2d");
  if (!context || canvas.width === 0 || canvas.height === 0) throw new Error("no picture");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#fff"; // under a transparent PNG
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if ("close" in picture) picture.close();
  const blob = await new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), "image/jpeg", 0.93),
  );
  return { blob, url: URL.createObjectURL(blob), width: canvas.width, height: canvas.height };
}
