// What the end-to-end tests share: TAP, a scratch folder, and a wire of our own on a free port of loopback.
//
// The program is copied beside a starter list of ours whose hosts end in .invalid (RFC 6761: never resolved), so that a first run finds no
// source wherever the tests run. Nothing asserts on the clock: `until` polls with a ceiling far above what is needed.
import { execFile, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
export const scratch = mkdtempSync(join(tmpdir(), 'courant-e2e-'))
const alive = new Set()
let number = 0, failed = 0

function clean() {
  for (const child of alive) try { child.kill('SIGKILL') } catch { /* gone already */ }
  rmSync(scratch, { recursive: true, force: true })
}
process.on('exit', clean)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

export function ok(good, name, detail) {
  number++
  if (!good) failed++
  console.log(`${good ? 'ok' : 'not ok'} ${number} - ${name}`)
  if (!good && detail !== undefined) for (const line of String(typeof detail === 'string' ? detail : JSON.stringify(detail)).split('\n').slice(0, 12)) console.log('# ' + line.slice(0, 400))
  return good
}
export const is = (got, wanted, name) => ok(JSON.stringify(got) === JSON.stringify(wanted), name, `got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`)
export const none = (list, name) => ok(list.length === 0, name, list.slice(0, 10).join('\n'))
export function skip(name, why) { number++; console.log(`ok ${number} - ${name} # SKIP ${why}`) }

// Runs the body; a throw is a failed test of its own, so that a plan is always printed.
export async function main(body) {
  try { await body() } catch (e) { ok(false, 'the test runs to its end', e.stack ?? String(e)) }
  console.log(`1..${number}`)
  process.exit(failed ? 1 : 0)
}

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms))
export async function until(what, seconds = 120) {
  for (const end = Date.now() + seconds * 1000; ;) {
    let got
    try { got = await what() } catch { got = false }
    if (got || Date.now() > end) return got
    await sleep(150)
  }
}

export function freePort() {
  return new Promise((done, fail) => {
    const s = createServer()
    s.once('error', fail)
    s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)) })
  })
}

const STARTER = ['one', 'two', 'three'].map((n) => `<outline type="rss" text="${n}" xmlUrl="https://${n}.courant.invalid/feed"/>`).join('')
export function program() {
  const place = join(scratch, 'build'), copy = join(place, 'courant')
  mkdirSync(place, { recursive: true })
  mkdirSync(join(scratch, 'examples'), { recursive: true })
  copyFileSync(process.env.COURANT ?? join(root, 'build/courant'), copy)
  writeFileSync(join(scratch, 'examples/feeds.opml'), `<?xml version="1.0"?><opml version="2.0"><body>${STARTER}</body></opml>`)
  writeFileSync(join(scratch, 'none.conf'), '')
  return copy
}
const bin = program()
const env = { ...process.env, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8', LANGUAGE: '', XDG_CONFIG_HOME: join(scratch, 'no-config'), XDG_DATA_HOME: join(scratch, 'no-data') }

// Runs `courant ARGUMENTS` to its end: {code, out, err}.
export function courant(...args) {
  return new Promise((done) => {
    const given = args.includes('--config') ? args : [...args, '--config', join(scratch, 'none.conf')]
    execFile(bin, given, { env, cwd: scratch, maxBuffer: 1 << 28, timeout: 300000 }, (e, out, err) => done({ code: e ? (e.code ?? 1) : 0, out, err, signal: e?.signal }))
  })
}

// A wire that runs: {url, port, child, err(), ended (a promise of {code, signal})}.
export async function start(command, data, { config = join(scratch, 'none.conf'), port, listen, args = [] } = {}) {
  port ??= await freePort()
  const child = spawn(bin, [command, '--data', data, '--config', config, '--listen', listen ?? `127.0.0.1:${port}`, ...args], { env, cwd: scratch, stdio: ['ignore', 'ignore', 'pipe'] })
  let err = ''
  child.stderr.on('data', (d) => { err += d })
  alive.add(child)
  const wire = { url: `http://127.0.0.1:${port}`, port, child, err: () => err, over: null }
  wire.ended = new Promise((done) => child.on('close', (code, signal) => { alive.delete(child); done(wire.over = { code, signal }) }))
  await until(async () => wire.over || (await fetch(wire.url + '/health')).ok, 60)
  return wire
}
export async function stop(wire, signal = 'SIGINT') {
  wire.child.kill(signal)
  return Promise.race([wire.ended, sleep(60000).then(() => ({ code: 'still running' }))])
}
export async function metric(wire, name) {
  const text = await (await fetch(wire.url + '/metrics')).text()
  const line = text.split('\n').find((l) => l.startsWith(name + ' '))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}
// Nothing owed, twice in a row: what one stage ends is the next one's beginning.
export async function idle(wire) {
  let calm = 0
  return until(async () => {
    const owed = await Promise.all(['understand', 'group', 'translate'].map((k) => metric(wire, `courant_work_owed{kind="${k}"}`)))
    calm = owed.every((n) => n === 0) ? calm + 1 : 0
    return calm >= 3
  }, 300)
}
export const json = async (wire, path) => (await fetch(wire.url + path)).json()
export const text = async (wire, path) => (await fetch(wire.url + path)).text()
export const lines = (name, records) => { const path = join(scratch, name); writeFileSync(path, records.map((r) => JSON.stringify(r)).join('\n') + '\n'); return path }
export const read = (path) => readFileSync(path, 'utf8')
export { join }
