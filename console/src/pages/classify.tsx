// The sample app: a picture from this device's camera or a file, understood by the node.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Problem, postPicture } from "../api/http";
import type { Detection, PlateReading } from "../api/types";
import { Boxes, type Mark } from "../parts/boxes";
import { Icon } from "../parts/icons";
import { Plate } from "../parts/plates";
import { Failed } from "../parts/states";
import { percent } from "../format/words";
import { type Photo, photoOf } from "./photo";
import { Viewfinder } from "./viewfinder";

interface Answer {
  objects?: Detection;
  plates?: PlateReading;
  objectsProblem?: Problem;
  platesProblem?: Problem;
  /** From sending the picture to the last answer, as this browser saw it. */
  roundTrip: number;
}

const kCountries = [
  { value: "any", label: "any country" },
  { value: "eu", label: "Europe" },
  { value: "us", label: "the USA" },
  { value: "br", label: "Brazil" },
];

function problemOf(reason: unknown): Problem {
  return reason instanceof Problem ? reason : new Problem(0, "The console failed", String(reason));
}

export function ClassifyPage() {
  const [camera, setCamera] = useState(false);
  const [photo, setPhoto] = useState<Photo>();
  const [country, setCountry] = useState("any");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const [refused, setRefused] = useState<string>();
  const running = useRef<AbortController>();
  useEffect(() => () => running.current?.abort(), []);
  useEffect(() => () => { if (photo) URL.revokeObjectURL(photo.url); }, [photo]);

  const classify = useCallback(async (picture: Blob, plateCountry: string) => {
    running.current?.abort();
    const request = new AbortController();
    running.current = request;
    setBusy(true);
    setAnswer(undefined);
    const started = performance.now();
    const [objects, plates] = await Promise.allSettled([
      postPicture<Detection>("/vision/v1/detect", picture, request.signal),
      postPicture<PlateReading>(`/vision/v1/plates?country=${plateCountry}`, picture, request.signal),
    ]);
    if (request.signal.aborted) return;
    setBusy(false);
    setAnswer({
      objects: objects.status === "fulfilled" ? objects.value : undefined,
      plates: plates.status === "fulfilled" ? plates.value : undefined,
      objectsProblem: objects.status === "rejected" ? problemOf(objects.reason) : undefined,
      platesProblem: plates.status === "rejected" ? problemOf(plates.reason) : undefined,
      roundTrip: performance.now() - started,
    });
  }, []);

  const take = useCallback(
    async (source: Blob | HTMLVideoElement) => {
      setRefused(undefined);
      try {
        const next = await photoOf(source);
        setCamera(false);
        setPhoto(next);
        void classify(next.blob, country);
      } catch {
        setRefused("This file is not a picture that the browser can read. Choose a JPEG or PNG.");
      }
    },
    [classify, country],
  );

  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    input.value = ""; // so that choosing the same file again is a change
    if (file) void take(file);
  };

  return (
    <>
      <header class="head">
        <h1>Classify</h1>
      </header>
      <p class="lead">Take a picture or choose one. The node finds the objects and reads the plates in it; the picture is not kept.</p>
      <div class="toolbar">
        <button type="button" class="button button-main" aria-pressed={camera} onClick={() => { setRefused(undefined); setCamera(!camera); }}>
          <Icon name="cameras" /> {camera ? "Close the camera" : "Use the camera"}
        </button>
        <label class="button">
          <Icon name="picture" /> Choose a picture
          <input class="hidden-input" type="file" accept="image/*" onChange={choose} />
        </label>
        <label class="select">
          Plates of
          <select
            value={country}
            onChange={(event) => {
              setCountry(event.currentTarget.value);
              if (photo && !camera) void classify(photo.blob, event.currentTarget.value);
            }}
          >
            {kCountries.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {refused && (
        <p class="notice notice-lost" role="alert">
          <Icon name="warning" />
          <span>{refused}</span>
        </p>
      )}
      {camera ? <Viewfinder onPicture={take} /> : photo ? <Result photo={photo} answer={answer} busy={busy} /> : <DropPlace onFile={take} />}
    </>
  );
}

function DropPlace({ onFile }: { onFile: (file: Blob) => void }) {
  return (
    <div
      class="card drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer?.files[0];
        if (file) onFile(file);
      }}
    >
      <Icon name="classify" />
      <p>Drop a picture here, take one with the camera, or choose a file.</p>
    </div>
  );
}

function marksOf(answer: Answer | undefined): Mark[] {
  const objects = answer?.objects?.objects ?? [];
  const plates = answer?.plates?.plates ?? [];
  return [
    ...objects.map((o): Mark => ({ kind: "object", label: o.label, confidence: o.score, box: o.box })),
    ...plates.map((p): Mark => ({ kind: "plate", label: p.text, confidence: p.confidence, box: p.box })),
  ];
}

function Result({ photo, answer, busy }: { photo: Photo; answer?: Answer; busy: boolean }) {
  return (
    <div class="classified">
      <div class="card camera-card">
        <div class="frame" style={{ aspectRatio: `${photo.width} / ${photo.height}` }}>
          <img class="picture" src={photo.url} alt="The picture sent to the node" />
          <Boxes width={photo.width} height={photo.height} marks={marksOf(answer)} />
          {busy && <p class="picture-note" role="status"><span class="spinner" aria-hidden="true" /> Looking…</p>}
        </div>
        {answer && <Times answer={answer} photo={photo} />}
      </div>
      <div class="findings" aria-live="polite">
        {answer?.objectsProblem && <Failed problem={answer.objectsProblem} />}
        {answer?.platesProblem && <Failed problem={answer.platesProblem} />}
        {answer?.plates && <PlateFindings plates={answer.plates} />}
        {answer?.objects && <ObjectFindings objects={answer.objects} />}
        {busy && <div class="card"><p class="quiet note">Waiting for the node's answer…</p></div>}
      </div>
    </div>
  );
}

function Times({ answer, photo }: { answer: Answer; photo: Photo }) {
  const ms = (n: number) => `${Math.round(n)}\u00a0ms`;
  const parts = [
    answer.objects && `objects ${ms(answer.objects.milliseconds)}`,
    answer.plates && `plates ${ms(answer.plates.milliseconds)}`,
    `with the way there and back ${ms(answer.roundTrip)}`,
    `${photo.width} × ${photo.height}`,
  ];
  return (
    <footer>
      <small class="number times">{parts.filter(Boolean).join(" · ")}</small>
    </footer>
  );
}

function PlateFindings({ plates }: { plates: PlateReading }) {
  return (
    <section class="card">
      <header class="card-head">
        <h2>Plates</h2>
      </header>
      {plates.plates.length === 0 ? (
        <p class="quiet note">No plate is readable in this picture.</p>
      ) : (
        <ul class="plates">
          {plates.plates.map((plate, i) => (
            <li key={i}>
              <Plate text={plate.text} />
              <span />
              <span class="number">{percent(plate.confidence)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ObjectFindings({ objects }: { objects: Detection }) {
  const sorted = [...objects.objects].sort((a, b) => b.score - a.score);
  return (
    <section class="card">
      <header class="card-head">
        <h2>Objects</h2>
        <small>{objects.model}</small>
      </header>
      {sorted.length === 0 ? (
        <p class="quiet note">Nothing that the model knows is in this picture.</p>
      ) : (
        <ul class="scores">
          {sorted.map((object, i) => (
            <li key={i}>
              <span>{object.label}</span>
              <span class="score" aria-hidden="true">
                <i style={{ width: `${100 * object.score}%` }} />
              </span>
              <span class="number">{percent(object.score)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
