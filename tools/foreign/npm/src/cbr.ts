import createClient from "openapi-fetch";
import type { paths as CBR } from "../gen/cbr.js";
import type { paths as IAM } from "../gen/iam.js";
import { check, done, env, until } from "./common.js";

const iam = createClient<IAM>({ baseUrl: env("IAM_URL") });
const signIn = await iam.POST("/v3/auth/tokens", {
  body: {
    auth: {
      identity: { methods: ["password"], password: { user: { name: env("CBR_USER"), password: env("CBR_PASSWORD"), domain: { name: env("CBR_DOMAIN") } } } },
      scope: { project: { name: env("CBR_PROJECT") } },
    },
  },
});
const project = done(signIn, "sign in").token?.project?.id;
const token = signIn.response.headers.get("X-Subject-Token");
check(project && token, "no token of a project");

const cbr = createClient<CBR>({ baseUrl: env("CBR_URL"), headers: { "X-Auth-Token": token } });
const path = { project_id: project };
const vaults = done(await cbr.GET("/v3/{project_id}/vaults", { params: { path, query: { limit: 10 } } }), "list vaults").vaults ?? [];
const vault = vaults[0]?.id;
check(vault, "no vault");

const made = done(
  await cbr.POST("/v3/{project_id}/checkpoints", { params: { path }, body: { checkpoint: { vault_id: vault, parameters: { name: "typescript" } } } }),
  "create a checkpoint",
).checkpoint?.id;
check(made, "no checkpoint");
await until("the checkpoint", async () => {
  const now = done(await cbr.GET("/v3/{project_id}/checkpoints/{checkpoint_id}", { params: { path: { ...path, checkpoint_id: made } } }), "show the checkpoint");
  return now.checkpoint?.status === "available";
});

// A checkpoint is available before its backups are.
let backup: string | undefined;
await until("the backup", async () => {
  const [first] = done(await cbr.GET("/v3/{project_id}/backups", { params: { path, query: { checkpoint_id: made } } }), "list backups").backups ?? [];
  backup = first?.id;
  return first?.status === "available";
});
check(backup, "no backup");
const id = backup;
const gone = await cbr.DELETE("/v3/{project_id}/backups/{backup_id}", { params: { path: { ...path, backup_id: id } } });
check(gone.response.status === 204, `delete: ${gone.response.status} ${JSON.stringify(gone.error)}`);
await until("the end of the backup", async () => {
  const now = await cbr.GET("/v3/{project_id}/backups/{backup_id}", { params: { path: { ...path, backup_id: id } } });
  return now.response.status === 404 || now.error?.unauthorized?.message === "Malformed request url";
});
