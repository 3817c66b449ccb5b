import createClient from "openapi-fetch";
import type { paths } from "../gen/cloutility.js";
import { check, done, env } from "./common.js";

const origin = env("CLOUTILITY_ORIGIN");
const portal = createClient<paths>({ baseUrl: env("CLOUTILITY_URL"), headers: { Origin: origin } });

const token = done(
  await portal.POST("/v1/oauth", {
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: { grant_type: "password", client_id: env("CLOUTILITY_CLIENT_ID"), username: env("CLOUTILITY_USERNAME"), password: env("CLOUTILITY_PASSWORD") },
  }),
  "sign in",
).access_token;
check(token, "no token");
const headers = { Authorization: `Bearer ${token}` };

const home = done(await portal.GET("/v1/me", { headers }), "the user").businessUnitId;
check(home, "no business unit");
const path = { bunitId: home };

const made = done(await portal.POST("/v1/bunits/{bunitId}/consumers", { headers, params: { path }, body: { name: "typescript" } }), "create a consumption unit").id;
check(made, "no consumption unit");
const list = done(await portal.GET("/v1/bunits/{bunitId}/consumers", { headers, params: { path } }), "list consumption units");
const consumers = Array.isArray(list) ? list : list.items;
check(consumers.some((c) => c.id === made), "the new consumption unit is not in the list");
const gone = await portal.DELETE("/v1/bunits/{bunitId}/consumers/{consumerId}", { headers, params: { path: { ...path, consumerId: made } } });
check(gone.response.ok, `delete: ${gone.response.status}`);
