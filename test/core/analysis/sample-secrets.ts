/** One made-up secret of each kind, put together at run time so that no scanner takes this file for a leak. */

/** `bare`: the value is found without anything around it. */
export type SampleSecret = { kind: string; text: string; value: string; bare: boolean };

const letters = 'Qz7Kf0Lm3Xc9Vb2Nw8Rt5Yp1Hg6Jd4SaEuTiOoPk';
const hex = '0f9a3c7e5b1d8264';

/** `n` characters that look random, the same every time. */
const random = (n: number, from = letters): string => Array.from({ length: n }, (_, i) => from[(i * 7 + 3) % from.length]).join('');

/** Parts that no scanner sees as one. */
const glue = (...parts: string[]): string => parts.join('');

const bare = (kind: string, ...parts: string[]): SampleSecret => ({
  kind,
  text: `const x = "${parts.join('')}";`,
  value: parts.join(''),
  bare: true,
});
const named = (kind: string, before: string, value: string, after: string): SampleSecret => ({
  kind,
  text: before + value + after,
  value,
  bare: false,
});
const upper = 'QZ7KF0LM3XC9VB2NW8RT5YP1HG6JD4';
const id = random(36).slice(0, 20);

export const sampleSecrets: SampleSecret[] = [
  bare('aws-access-key-id', 'AK', 'IA', random(16, upper)),
  named('aws-secret-key', 'aws_secret_access_key = ', random(40), '\n'),
  bare('anthropic-key', 'sk-', 'ant-', 'api03-', random(60)),
  bare('openrouter-key', 'sk-', 'or-v1-', random(64, hex)),
  bare('openai-key', 'sk-', 'proj-', random(60)),
  bare('openai-key', 'sk', '-', random(48)),
  bare('google-api-key', 'AI', 'za', random(35)),
  bare('google-oauth-secret', 'GOC', 'SPX-', random(28)),
  bare('google-oauth-token', 'ya', '29.', random(60)),
  ...['p', 'o', 'u', 's', 'r'].map((c) => bare('github-token', 'gh', c, '_', random(36))),
  bare('github-pat', 'github', '_pat_', random(22), '_', random(59)),
  bare('gitlab-token', 'gl', 'pat-', random(20)),
  bare('slack-token', 'xo', 'xb-', '123456789012-', '1234567890123-', random(24)),
  bare('slack-token', 'xa', 'pp-1-', random(11, upper), '-1234567890123-', random(64, hex)),
  named(
    'slack-webhook',
    glue('url = "https://hooks.', 'slack', '.com/services/'),
    `T${random(9, upper)}/B${random(9, upper)}/${random(24)}`,
    '"',
  ),
  bare('stripe-key', 'sk', '_live_', random(24)),
  bare('stripe-key', 'rk', '_test_', random(24)),
  bare('stripe-webhook-secret', 'wh', 'sec_', random(32)),
  bare('twilio-key', 'S', 'K', random(32, hex)),
  bare('sendgrid-key', 'S', 'G.', random(22), '.', random(43)),
  bare('mailgun-key', 'ke', 'y-', random(32, hex)),
  bare('mailchimp-key', random(32, hex), '-u', 's12'),
  bare('npm-token', 'np', 'm_', random(36)),
  named('npm-auth-token', glue('//registry.example.org/:_auth', 'Token='), random(36), '\n'),
  bare('pypi-token', 'py', 'pi-', 'AgEIcHlwaS5vcmc', random(80)),
  bare('rubygems-key', 'ruby', 'gems_', random(48, hex)),
  bare('docker-token', 'dckr', '_pat_', random(27)),
  bare('huggingface-token', 'h', 'f_', random(34)),
  named('azure-storage-key', glue('DefaultEndpointsProtocol=https;AccountName=a;Account', 'Key='), random(86) + '==', ';EndpointSuffix=x'),
  named('azure-shared-access-key', glue('Endpoint=sb://x/;SharedAccess', 'Key='), random(43) + '=', ''),
  named('azure-sas', glue('https://a.blob/x?sv=2022&sig', '='), random(43) + '%3D', '&se=1'),
  bare('azure-client-secret', 'Ab1', '8Q', '~', random(34)),
  bare('jwt', 'ey', 'J', random(20), '.', 'ey', 'J', random(40), '.', random(43)),
  bare('discord-token', 'M', random(23), '.', random(6), '.', random(27)),
  named('discord-webhook', glue('https://discord.com/api/web', 'hooks/123456789012345678/'), random(68), ''),
  bare('telegram-token', '1234567890', ':A', 'A', random(33)),
  bare('shopify-token', 'shp', 'at_', random(32, hex)),
  bare('digitalocean-token', 'dop', '_v1_', random(64, hex)),
  bare('databricks-token', 'da', 'pi', random(32, hex)),
  bare('linear-key', 'lin', '_api_', random(40)),
  bare('postman-key', 'PM', 'AK-', random(24, hex), '-', random(34, hex)),
  bare('dropbox-token', 's', 'l.', random(130)),
  bare('square-token', 'sq0', 'atp-', random(22)),
  bare('atlassian-token', 'ATA', 'TT3', random(180)),
  bare('figma-token', 'fi', 'gd_', random(40)),
  bare('grafana-token', 'gl', 'sa_', random(32), '_', random(8, hex)),
  bare('vault-token', 'hv', 's.', random(90)),
  bare('new-relic-key', 'NR', 'AK-', random(27, upper)),
  bare('sentry-token', 'snt', 'rys_', random(80)),
  bare('notion-token', 'nt', 'n_', random(46)),
  bare('age-key', 'AGE-SECRET', '-KEY-1', random(58, upper)),
  named(
    'heroku-key',
    'HEROKU_API_KEY=',
    `${random(8, hex)}-${random(4, hex)}-${random(4, hex)}-${random(4, hex)}-${random(12, hex)}`,
    '\n',
  ),
  bare('heroku-key', 'HR', 'KU-', random(60)),
  bare('nuget-key', 'oy', '2', random(43, 'qz7kf0lm3xc9vb2nw8rt5yp1hg6jd4')),
  named('terraform-token', 'credentials = "', glue(random(14), '.atlas', 'v1.', random(67)), '"'),
  named('datadog-key', 'DD_API_KEY=', random(32, hex), '\n'),
  named('twilio-token', 'twilio_auth_token: "', random(32, hex), '"'),
  bare('pulumi-token', 'pu', 'l-', random(40, hex)),
  bare('doppler-token', 'dp', '.pt.', random(43)),
  bare('planetscale-token', 'psc', 'ale_tkn_', random(43)),
  bare('groq-key', 'gs', 'k_', random(52)),
  bare('xai-key', 'xa', 'i-', random(80)),
  bare('replicate-token', 'r', '8_', random(37)),
  bare('supabase-token', 'sb', 'p_', random(40, hex)),
  named('basic-auth', 'https://bob:', `Zx9${random(8)}`, '@host.org/path'),
  named('generic-secret', 'api_key = "', id, '"'),
  named('generic-secret', '  "clientSecret": "', id, '",'),
  named('generic-secret', "const dbPassword = '", `Str0ng!${random(4)}`, "';"),
  named('generic-secret', 'SESSION_SECRET=', id, ''),
  named('generic-secret', 'export DB_PASSWORD=', 'Sup3r$ecret!', ''),
  named('generic-secret', '  api-key: ', id, ''),
  named('generic-secret', 'ENV DD_API_KEY ', id, ''),
  named('generic-secret', 'ENV FIREBASE_SERVER_KEY ', id, ''),
];

/** A made-up private key, its lines joined by `lineEnd`. */
export function sampleKey(lineEnd: string): string {
  const body = Array.from({ length: 6 }, (_, i) => random(64).slice(i) + random(64).slice(0, i));
  return [glue('-----BEGIN RSA ', 'PRIVATE', ' KEY-----'), ...body, random(30) + '==', glue('-----END RSA ', 'PRIVATE', ' KEY-----')].join(
    lineEnd,
  );
}
