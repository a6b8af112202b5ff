// One camera: its live stream with boxes, its facts, its plates.
import { useState } from "preact/hooks";
import type { PageProps } from "../console";
import type { Camera } from "../api/types";
import { ago, titleOf } from "../format/words";
import { CameraState, CameraView } from "../parts/camera_view";
import { Icon } from "../parts/icons";
import { PlateList, mergePlates } from "../parts/plates";
import { Loaded, StreamChip } from "../parts/states";
import { linkTo } from "../router";
import { useNow } from "../state/clock";
import { useResource } from "../state/resource";
import { runs } from "../state/roles";
import { useSightings } from "../state/sightings";
import { sizeOf, useStoredPlates } from "./cameras";

export function CameraPage({ id, status }: PageProps & { id: string }) {
  const watching = runs(status, "vision");
  const camera = useResource<Camera>(`/cameras/v1/cameras/${encodeURIComponent(id)}`, 3_000);
  const { state } = useSightings(watching);
  return (
    <>
      <a class="back" href={linkTo("cameras")}>
        <Icon name="back" /> Cameras
      </a>
      <header class="head">
        <h1>{titleOf(id)}</h1>
        {watching && <StreamChip state={state} />}
      </header>
      <Loaded resource={camera} what="the camera">
        {(data) => <Details camera={data} watching={watching} />}
      </Loaded>
    </>
  );
}

function Details({ camera, watching }: { camera: Camera; watching: boolean }) {
  const now = useNow();
  const { sights, recent } = useSightings(watching);
  const stored = useStoredPlates(watching ? [camera.name] : [], 30);
  const plates = mergePlates(recent.filter((p) => p.camera === camera.name), stored.plates).slice(0, 30);
  const sight = sights.get(camera.name);
  const [chosen, setLive] = useState<boolean>();
  const live = chosen ?? (!watching || !camera.watch?.length);
  return (
    <div class="cameras camera-one">
      <div>
        <section class="card camera-card" aria-label="Live picture">
          <CameraView key={String(live)} camera={camera} sight={sight} stream={live} />
          <footer>
            <div class="switch" role="group" aria-label="Picture">
              <button type="button" aria-pressed={!live} onClick={() => setLive(false)}>
                As the node sees it
              </button>
              <button type="button" aria-pressed={live} onClick={() => setLive(true)}>
                Live stream
              </button>
            </div>
            <small>{[camera.place && titleOf(camera.place), sizeOf(camera)].filter(Boolean).join(" · ")}</small>
            <CameraState camera={camera} />
          </footer>
        </section>
        <section class="card">
          <dl class="facts">
            <Fact name="Name" value={camera.name} />
            {camera.detail && <Fact name="Last word" value={camera.detail} />}
            <Fact name="Last picture" value={ago(camera.lastPictureTime, now)} />
            <Fact name="Viewers" value={String(camera.viewers ?? 0)} />
            <Fact name="Failures" value={String(camera.failures ?? 0)} />
            {camera.url && <Fact name="Address" value={camera.url} />}
          </dl>
          <p class="note">
            <a href={`/cameras/v1/cameras/${encodeURIComponent(camera.name)}/picture`}>Picture now</a> ·{" "}
            <a href={`/cameras/v1/cameras/${encodeURIComponent(camera.name)}/stream`}>Stream</a>
          </p>
        </section>
      </div>
      {watching && (
        <aside class="card side-card">
          <header class="card-head">
            <h2>Plates read here</h2>
          </header>
          {plates.length > 0 ? (
            <PlateList plates={plates} />
          ) : (
            <p class="quiet note">{stored.loaded ? "None yet. Plates are read where the camera is watched for them." : "Loading plates…"}</p>
          )}
        </aside>
      )}
    </div>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
    </>
  );
}
