// Sign-in as at Microsoft, on a certified OpenID provider: an application by secret or certificate,
// a person by device code, refresh tokens that rotate. TLS on loopback, a port that the system chooses.
//
// node entra.mjs MODULES KEY CERT JWKS   (folder of node_modules; PEM files; public keys of the app)
//
// Beside the protocol, for tests:  /-/approve?user_code=&account=   the person types the code
//                                  /-/token?value=                  whose token that is, as JSON
//                                  /-/forget?account=               all that person granted is taken back
import fs from "node:fs";
import https from "node:https";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, key, cert, jwks] = process.argv.slice(2);
const found = createRequire(pathToFileURL(`${modules}/any.js`)).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(found));

const GRAPH = "https://graph.microsoft.com";
const TENANT = "halden";
const GRANTED = "Calendars.Read.Shared Mail.ReadWrite Mail.Send";
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

const app = { grant_types: ["client_credentials"], response_types: [], redirect_uris: [] };
const clients = [
  { ...app, client_id: "by-secret", client_secret: "open sesame", token_endpoint_auth_method: "client_secret_post" },
  {
    ...app,
    client_id: "by-certificate",
    token_endpoint_auth_method: "private_key_jwt",
    token_endpoint_auth_signing_alg: "PS256",
    jwks: JSON.parse(fs.readFileSync(jwks)),
  },
  {
    ...app,
    client_id: "by-device",
    application_type: "native",
    token_endpoint_auth_method: "none",
    grant_types: [DEVICE, "refresh_token"],
  },
];

function configured(issuer) {
  const provider = new Provider(issuer, {
    clients,
    claims: { openid: ["sub", "oid", "tid"], profile: ["preferred_username"] },
    conformIdTokenClaims: false, // as at Microsoft, who signed in stands in the ID token itself
    cookies: { keys: ["loopback"] },
    scopes: ["openid", "offline_access", "profile", ...GRANTED.split(" "), `${GRAPH}/.default`],
    enabledJWA: { clientAuthSigningAlgValues: ["PS256"] },
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => GRAPH,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: `${GRAPH}/.default ${GRANTED}`, accessTokenFormat: "opaque" }),
      },
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, oid: sub, tid: TENANT, preferred_username: sub }) }),
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, ClientCredentials: 3600, DeviceCode: 900, Grant: 86400, IdToken: 3600, RefreshToken: 86400 },
  });
  return provider;
}

const grants = new Map(); // account -> ids of what that person granted

async function approve(provider, asked) {
  const typed = asked.get("user_code").replace(/[^A-Za-z0-9]/g, "").toUpperCase();
  const code = await provider.DeviceCode.findByUserCode(typed, { ignoreExpiration: true });
  if (!code) return [404, "no such code"];
  const accountId = asked.get("account");
  const grant = new provider.Grant({ accountId, clientId: code.clientId });
  grant.addOIDCScope(code.params.scope);
  grant.addResourceScope(GRAPH, code.params.scope);
  const grantId = await grant.save();
  grants.set(accountId, [...(grants.get(accountId) ?? []), grantId]);
  Object.assign(code, { accountId, grantId, scope: code.params.scope, authTime: Math.floor(Date.now() / 1000), resource: GRAPH });
  await code.save();
  return [200, "typed"];
}

async function token(provider, asked) {
  const value = asked.get("value");
  const person = await provider.AccessToken.find(value);
  const application = person ? undefined : await provider.ClientCredentials.find(value);
  const known = person ?? application;
  if (!known || known.isExpired) return [404, "null"];
  const scopes = application ? GRANTED : (known.scope ?? "");
  return [200, JSON.stringify({ user: person?.accountId ?? "", scopes: scopes.split(" ") })];
}

async function forget(provider, asked) {
  for (const id of grants.get(asked.get("account")) ?? []) {
    await provider.RefreshToken.revokeByGrantId(id);
    await provider.AccessToken.revokeByGrantId(id);
  }
  return [200, "forgotten"];
}

const besides = { "/-/approve": approve, "/-/token": token, "/-/forget": forget };
const mounted = `/${TENANT}/v2.0`; // the issuer's path, as msal expects it of a tenant
let provider, callback;

const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, async (request, response) => {
  const url = new URL(request.url, "https://localhost");
  const act = besides[url.pathname];
  if (act) {
    const [status, body] = await act(provider, url.searchParams);
    response.statusCode = status;
    return response.end(body);
  }
  if (request.url.startsWith(mounted)) {
    request.originalUrl = request.url;
    request.url = request.url.slice(mounted.length) || "/";
  }
  return callback(request, response);
});
server.listen(0, "127.0.0.1", () => {
  const base = `https://localhost:${server.address().port}`;
  provider = configured(`${base}${mounted}`);
  callback = provider.callback();
  console.log(`ready ${base}`);
});
