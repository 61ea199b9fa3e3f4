/** An open port, and what closes it. */
export interface Opened<Port> extends AsyncDisposable {
  readonly port: Port;
}

/** A fresh, empty place for the data of one test; disposing of it deletes the data. */
export interface TestStorage<Port> extends AsyncDisposable {
  /** Opens the port over this data, as a process does when it starts. One at a time is open unless it is shared. */
  open(): Promise<Opened<Port>>;
}

/** Runs `body` on a port over fresh data. */
export async function withPort<Port>(
  createStorage: () => Promise<TestStorage<Port>>,
  body: (port: Port) => Promise<void>,
): Promise<void> {
  await using storage = await createStorage();
  await using opened = await storage.open();
  await body(opened.port);
}
