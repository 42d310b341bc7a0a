// Makes `marac_portal/static/built/`: the two style sheets, and what is used of GOV.UK's scripts.
// The folder is made anew each time, so that nothing stale is ever served.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const assets = dirname(fileURLToPath(import.meta.url))
const root = join(assets, '..', '..')
const packages = join(root, 'node_modules')
const built = join(assets, '..', 'static', 'built')

// The packages warn of their own deprecations, which are theirs to mend; ours are shown.
function warn (message, { stack = '' }) {
  if (!stack.includes('node_modules')) console.warn(message)
}

rmSync(built, { recursive: true, force: true })
mkdirSync(built, { recursive: true })

for (const name of ['portal', 'paper']) {
  const { css } = compile(join(assets, `${name}.scss`), {
    // MoJ's sheets name `node_modules/…`, GOV.UK's are named without: hence both.
    loadPaths: [packages, root],
    quietDeps: true,
    style: 'compressed',
    logger: { warn }
  })
  writeFileSync(join(built, `${name}.css`), css)
}

// Without its pointer to a source map, which is not served.
const script = readFileSync(
  join(packages, 'govuk-frontend', 'dist', 'govuk', 'govuk-frontend.min.js'), 'utf8'
)
writeFileSync(
  join(built, 'govuk-frontend.min.js'),
  script.replace(/\/\/# sourceMappingURL=\S+\s*$/, '')
)
