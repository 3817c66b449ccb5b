// What the programs share. Each calls the emulator with a client that knows only
// the specification, and ends with status 1 when something is not as expected.

export function env(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

export function check(ok: unknown, what: string): asserts ok {
  if (!ok) throw new Error(what);
}

// done is the data of a call that went well.
export function done<T>(call: { data?: T; error?: unknown; response: Response }, what: string): T {
  if (call.data === undefined) throw new Error(`${what}: ${call.response.status} ${JSON.stringify(call.error)}`);
  return call.data;
}

export async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} does not come about`);
}
