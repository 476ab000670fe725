// LibreTranslate's API under load, with real Apertium: an npm client (translate), 64 clients at once whose answers are compared with those a
// server gives to the same texts one after the other, clients killed in the middle, pages read meanwhile, `courant run` as well. Skipped
// where Apertium or the npm package is not installed.
import { request } from 'node:http'
import { writeFileSync } from 'node:fs'
import { courant, is, join, main, metric, none, ok, scratch, skip, start, stop, until } from './lib/wire.mjs'

const post = async (wire, body) => {
  const r = await fetch(wire.url + '/translate', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  return { status: r.status, ...(await r.json()) }
}

const beasts = { es: ['El perro', 'El gato', 'La vaca', 'El caballo'], en: ['The dog', 'The cat', 'The cow', 'The horse'], ca: ['El gos', 'El gat', 'La vaca', 'El cavall'] }
const does = { es: ['come', 'duerme', 'corre'], en: ['eats', 'sleeps', 'runs'], ca: ['menja', 'dorm', 'corre'] }
const pairs = [['es', 'en'], ['en', 'es'], ['es', 'ca'], ['ca', 'es']]

// Each text holds numbers of its own, so that a mixed-up answer shows.
function ask(client, round) {
  const [source, target] = pairs[(client + round) % pairs.length]
  const sentences = []
  for (let i = 0; i <= (client * 7 + round * 3) % 9; i++) {
    sentences.push(`${beasts[source][(client + i) % 4]} ${does[source][(client + round + i) % 3]} ${1000 + client * 10 + i}.`)
    if (i % 4 === 2) sentences.push(`${beasts[source][0]} ${does[source][0]}.`) // the same in many texts
  }
  return { q: client % 5 === 0 ? sentences : sentences.join(client % 2 ? ' ' : '\n'), source, target, format: 'text' }
}

main(async () => {
  await courant('import', '--data', join(scratch, 'one'), join(scratch, 'examples/feeds.opml'))
  await courant('import', '--data', join(scratch, 'two'), join(scratch, 'examples/feeds.opml'))
  const wire = await start('serve', join(scratch, 'one'))
  const known = await (await fetch(wire.url + '/languages')).json()
  if (!known.some((l) => l.code === 'es' && l.targets.includes('en') && l.targets.includes('ca'))) return skip('LibreTranslate under load', 'Apertium is not installed')

  let translate
  try { ({ default: translate } = await import('translate')) } catch { skip('a client from npm', 'the package translate is not installed') }
  if (translate) {
    translate.engine = 'libre'
    translate.url = wire.url + '/translate'
    is(await translate('El perro come.', { from: 'es', to: 'en' }), 'The dog eats.', 'a client from npm gets its translation')
    is(await translate('The dog eats.', { from: 'en', to: 'spanish' }), 'El perro come.', 'in both directions')
    const said = await translate('The dog eats.', { from: 'en', to: 'ja' }).catch((e) => e.message)
    ok(/courant models add --from en --to ja/.test(said), 'and the server\'s words where there is no such pair', said)
  }

  // ---- 64 at once ----
  const asked = []
  for (let client = 0; client < 64; client++) for (let round = 0; round < 3; round++) asked.push({ client, round, body: ask(client, round) })
  const got = new Map(), wrong = []
  await Promise.all(Array.from({ length: 64 }, async (_, client) => {
    for (const a of asked.filter((x) => x.client === client)) got.set(a, await post(wire, a.body))
  }))
  const alone = await start('serve', join(scratch, 'two'))
  for (const a of asked) {
    const want = await post(alone, a.body), have = got.get(a)
    if (have.status !== 200 || JSON.stringify(have.translatedText) !== JSON.stringify(want.translatedText)) wrong.push({ asked: a.body.q, have, want })
  }
  none(wrong.map((w) => JSON.stringify(w)), `${asked.length} requests of 64 clients at once: each answer is that of the same text alone`)
  const again = await Promise.all(asked.slice(0, 64).map((a) => post(wire, a.body)))
  none(again.filter((r, i) => JSON.stringify(r.translatedText) !== JSON.stringify(got.get(asked[i]).translatedText)).map((r) => JSON.stringify(r)), 'the same text, the same answer')
  const sharing = await metric(wire, 'courant_translate_batch_requests_most')
  ok(sharing > 1, `requests share the runs of an engine (most: ${sharing})`, String(sharing))

  // ---- a long one, pages, and clients that go away ----
  const long = { q: Array.from({ length: 400 }, (_, i) => `${beasts.es[i % 4]} número ${20000 + i} ${does.es[i % 3]} en la casa grande del pueblo. La casa ${i} es roja. El pueblo ${i} tiene ${i} habitantes. Hoy hace frío en la calle ${i}.`), source: 'es', target: 'en' }
  let over = false
  const longAnswer = post(wire, long).then((r) => { over = true; return r })
  let pages = 0, small = 0
  while (!over) {
    if ((await fetch(wire.url + '/en/')).ok && !over) pages++
    if ((await post(wire, { q: `El gato ${small} duerme.`, source: 'es', target: 'en' })).translatedText === `The cat ${small} sleeps.` && !over) small++
  }
  const longDone = await longAnswer
  is([longDone.status, longDone.translatedText?.length, longDone.translatedText?.findIndex((t, i) => !t.includes(String(20000 + i)))], [200, 400, -1], 'a long request is answered whole')
  ok(pages > 0 && small > 0, `pages (${pages}) and small requests (${small}) are answered while it is worked on`, [pages, small])

  for (let i = 0; i < 40; i++) {
    const r = request(wire.url + '/translate', { method: 'POST', headers: { 'Content-Type': 'application/json' } })
    r.on('error', () => {})
    const body = JSON.stringify({ ...long, q: long.q.slice(0, 20).map((t) => `${t} Vez ${i}.`) })
    if (i % 2) r.end(body); else { r.setHeader('Content-Length', body.length + 100); r.write(body) }
    await new Promise((done) => setTimeout(done, 5))
    r.destroy()
  }
  is((await post(wire, { q: 'El perro come.', source: 'es', target: 'en' })).translatedText, 'The dog eats.', 'forty clients killed in the middle: the next one is served')
  ok(await until(async () => (await metric(wire, 'courant_translate_requests_waiting')) === 0), 'and nothing of theirs is left')

  // ---- stopping in the middle ----
  const stopped = Promise.all(Array.from({ length: 20 }, (_, i) => post(wire, { ...long, q: long.q.map((t) => `${t} Otra ${i}.`) }).catch((e) => ({ status: 0, error: String(e) }))))
  await until(async () => (await metric(wire, 'courant_translate_requests_waiting')) > 5)
  const end = await stop(wire)
  is(end.code, 0, 'Ctrl-C in the middle of many requests ends it cleanly')
  const statuses = [...new Set((await stopped).map((r) => r.status))]
  ok(statuses.every((s) => [0, 200, 503].includes(s)), 'each of them has its translation, or is told that the server stops', statuses)
  await stop(alone)

  // ---- more than it takes ----
  writeFileSync(join(scratch, 'small.conf'), '[limits]\ndesk_tasks = 2\n')
  const tight = await start('serve', join(scratch, 'two'), { config: join(scratch, 'small.conf') })
  const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => post(tight, { ...long, q: long.q.slice(0, 100).map((t) => `${t} Vez ${i}.`) })))
  const full = crowd.filter((r) => r.status === 429)
  ok(full.length > 0 && crowd.every((r) => r.status === 200 || r.status === 429) && full.every((r) => /^Slowdown:/.test(r.error)), 'a full queue is said in words, the others are served', crowd.map((r) => r.status))
  await stop(tight)

  // ---- the whole program ----
  const run = await start('run', join(scratch, 'three'), { args: ['--no-fetch'] })
  is((await post(run, { q: 'El perro come.', source: 'es', target: 'en' })).translatedText, 'The dog eats.', '`courant run` serves it too')
  is((await stop(run)).code, 0, 'and stops')
})
