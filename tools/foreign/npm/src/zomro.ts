import createClient from "openapi-fetch";
import type { components, paths } from "../gen/zomro.js";
import { check, done, env, until } from "./common.js";

const zomro = createClient<paths>({ baseUrl: env("ZOMRO_URL"), headers: { "Content-Type": "application/x-www-form-urlencoded" } });
const instance = Number(env("ZOMRO_INSTANCE"));

// text is a value in any of the forms that the service has for it.
function text(value: components["schemas"]["Scalar"] | undefined): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  return typeof one === "string" ? one : (one?.$ ?? undefined);
}

const session = done(
  await zomro.POST("/#func=auth", { body: { func: "auth", out: "json", username: env("ZOMRO_USERNAME"), password: env("ZOMRO_PASSWORD") } }),
  "sign in",
).doc.auth?.$id;
check(session, "no session");
const call = { out: "json", auth: session } as const;

const user = done(await zomro.POST("/#func=whoami", { body: { func: "whoami", ...call } }), "whoami").doc.user;
check(user?.$email, "no user");

async function backups(): Promise<components["schemas"]["Backup"][]> {
  const list = done(await zomro.POST("/#func=instances.fleio_bckps", { body: { func: "instances.fleio_bckps", ...call, elid: instance } }), "list backups").doc.elem ?? [];
  return Array.isArray(list) ? list : [list];
}

const before = (await backups()).length;
const made = done(
  await zomro.POST("/#func=instances.fleio_bckps.edit", { body: { func: "instances.fleio_bckps.edit", ...call, plid: instance, name: "typescript", sok: "ok" } }),
  "create a backup",
);
check(made.doc.error === undefined, JSON.stringify(made.doc.error));
await until("the backup", async () => {
  const now = await backups();
  return now.length === before + 1 && now.every((b) => text(b.fleio_status) === "Active");
});
