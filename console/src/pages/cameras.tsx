// All cameras with a picture each, and the plates they read.
import type { PageProps } from "../console";
import type { Camera, StoredPlate } from "../api/types";
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../api/http";
import { CameraState, CameraView } from "../parts/camera_view";
import { PlateList, mergePlates } from "../parts/plates";
import { Empty, Loaded, StreamChip } from "../parts/states";
import { linkTo } from "../router";
import { useResource } from "../state/resource";
import { runs } from "../state/roles";
import { type CameraSight, useSightings } from "../state/sightings";
import { count, titleOf } from "../format/words";

export function CamerasPage({ status }: PageProps) {
  const watching = runs(status, "vision");
  const cameras = useResource<Camera[]>("/cameras/v1/cameras", 5_000);
  const { sights, recent, state } = useSightings(watching);
  return (
    <>
      <header class="head">
        <h1>Cameras</h1>
        {watching && <StreamChip state={state} />}
      </header>
      <Loaded resource={cameras} what="cameras">
        {(list) =>
          list.length === 0 ? (
            <Empty title="No cameras yet">
              Add one with <code>umec camera add NAME URL</code>, or start the miniature city with <code>umec city</code>.
            </Empty>
          ) : (
            <div class="cameras">
              <div class="camera-grid">
                {list.map((camera) => (
                  <CameraCard key={camera.name} camera={camera} sight={sights.get(camera.name)} />
                ))}
              </div>
              {watching && <RecentPlates cameras={list} live={recent} />}
            </div>
          )
        }
      </Loaded>
    </>
  );
}

function CameraCard({ camera, sight }: { camera: Camera; sight?: CameraSight }) {
  return (
    <article class="card camera-card">
      <a href={linkTo("cameras", camera.name)} tabIndex={-1} aria-hidden="true">
        <CameraView camera={camera} sight={sight} />
      </a>
      <footer>
        <div>
          <h2>
            <a href={linkTo("cameras", camera.name)}>{titleOf(camera.name)}</a>
          </h2>
          <small>{camera.state === "failed" ? camera.detail : [camera.place && titleOf(camera.place), sizeOf(camera)].filter(Boolean).join(" · ")}</small>
        </div>
        <CameraState camera={camera} />
      </footer>
    </article>
  );
}

export function sizeOf(camera: Camera): string {
  if (!camera.width || !camera.height) return "";
  return `${camera.width} × ${camera.height}${camera.frameRate ? `, ${Math.round(camera.frameRate)} pictures/s` : ""}`;
}

/** Stored plates of several cameras; a camera without a watcher simply has none. */
export function useStoredPlates(names: string[], limit: number): { plates: StoredPlate[]; loaded: boolean } {
  const [state, setState] = useState<{ plates: StoredPlate[]; loaded: boolean }>({ plates: [], loaded: false });
  const key = names.join("\n");
  useEffect(() => {
    const leaving = new AbortController();
    const load = async () => {
      const answers = await Promise.allSettled(
        key.split("\n").filter(Boolean).map((name) =>
          getJson<StoredPlate[]>(`/vision/v1/cameras/${encodeURIComponent(name)}/plates?limit=${limit}`, { signal: leaving.signal }),
        ),
      );
      if (leaving.signal.aborted) return;
      setState({ plates: answers.flatMap((a) => (a.status === "fulfilled" ? a.value : [])), loaded: true });
    };
    void load();
    return () => leaving.abort();
  }, [key, limit]);
  return state;
}

const kPlatesShown = 12;

function RecentPlates({ cameras, live }: { cameras: Camera[]; live: readonly StoredPlate[] }) {
  const stored = useStoredPlates(cameras.map((c) => c.name), kPlatesShown);
  const plates = mergePlates(live, stored.plates).slice(0, kPlatesShown);
  return (
    <aside class="card side-card">
      <header class="card-head">
        <h2>Plates read</h2>
        {plates.length > 0 && <small>last {count(plates.length, "plate")}</small>}
      </header>
      {plates.length > 0 ? (
        <PlateList plates={plates} withCamera />
      ) : (
        <p class="quiet note">{stored.loaded ? "None yet. A plate appears when a watched camera sees a car pass." : "Loading plates…"}</p>
      )}
    </aside>
  );
}
