// A clock that components can watch, for "3 s ago".
import { useEffect, useState } from "preact/hooks";

/** Milliseconds since the epoch, renewed every `period` milliseconds. */
export function useNow(period = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), period);
    return () => clearInterval(timer);
  }, [period]);
  return now;
}
