// What leaves the wire for other programs: Atom, JSON Feed, sitemaps, OPML, the API, health and metrics; read by python's XML parser, newsboat and by ourselves.
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { courant, idle, is, join, json, lines, main, metric, none, ok, scratch, skip, start, stop, text } from './lib/wire.mjs'

const articles = Array.from({ length: 9 }, (_, i) => ({
  id: `quay-${i}`, url: `https://quay.example/${i}`, published: `2026-04-${String(10 + i)}T09:00:00Z`, language: 'en',
  title: ['Ferry to Ostvik runs aground', 'Bakers of Lindmoor strike for a day', 'Comet seen over Harrow Fell', 'Mill at Tarnbeck sold', 'Chess final drawn in Wessel', 'Rare heron nests at Polder Lake', 'Tram line nine extended', 'School of Askvoll burns down', 'Choir <of> Brede & "Sons" wins'][i],
  text: [`The ${['ferry', 'bakery', 'comet', 'mill', 'chess', 'heron', 'tram', 'school', 'choir'][i]} was the talk of the town on ${10 + i} April 2026, the gazette of the region wrote.`,
    `“Nobody expected the ${['ferry', 'strike', 'comet', 'sale', 'draw', 'heron', 'tram', 'fire', 'prize'][i]},” said councillor ${['Ada Brock', 'Tom Ferris', 'Ines Vale', 'Karl Udd', 'Mia Stoop', 'Jon Reed', 'Lea Holt', 'Per Lund', 'Una Rask'][i]}.`,
    ['Divers will look at the hull before the tide lifts her off the sandbank; passengers went ashore in small boats.',
      'Ovens stayed cold from midnight on; the guild wants an hour less at night and flour at last year’s price.',
      'Its tail could be followed with the naked eye until clouds rolled in from the moor, astronomers noted.',
      'A brewer from the next valley buys wheel, weir and orchard, and means to grind barley there again.',
      'After sixty moves neither king could be mated; both players share the silver cup and the purse.',
      'Four chicks were counted in the reeds; walkers are asked to keep their dogs on the northern dyke.',
      'Rails now reach the new hospital, two stops beyond the gasworks, and the first carriage ran full.',
      'Pupils had left an hour before; the roof fell in, and lessons go on in the fishermen’s chapel.',
      'The jury praised the altos; a motet by a pupil of the organist was sung for the first time.'][i]].join('\n\n') }))

// python's parser (expat) has the word on well-formedness; ElementTree as JSON: [tag, attributes, text, children]
const PARSER = `import json, sys, xml.etree.ElementTree as E
def t(e): return [e.tag, dict(e.attrib), e.text or "", [t(c) for c in e]]
print(json.dumps(t(E.fromstring(sys.stdin.buffer.read()))))`
function xml(source) {
  try { return JSON.parse(execFileSync('python3', ['-c', PARSER], { input: source, maxBuffer: 1 << 26, stdio: ['pipe', 'pipe', 'pipe'] })) } catch (e) { return ['not well-formed: ' + e.stderr, {}, '', []] }
}
const ATOM = '{http://www.w3.org/2005/Atom}', MAP = '{http://www.sitemaps.org/schemas/sitemap/0.9}', NEWS = '{http://www.google.com/schemas/sitemap-news/0.9}'
const kids = (e, tag) => e[3].filter((c) => c[0] === tag)
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

// RFC 4287, 4.1: what a feed and an entry must hold.
function atomRules(feed) {
  const wrong = [], ids = new Set()
  if (feed[0] !== ATOM + 'feed') return [`the root is ${feed[0]}`]
  for (const [where, e] of [['feed', feed], ...kids(feed, ATOM + 'entry').map((e, i) => [`entry ${i}`, e])]) {
    for (const must of ['id', 'title', 'updated']) {
      const found = kids(e, ATOM + must)
      if (found.length !== 1 || !found[0][2].trim()) wrong.push(`${where}: ${found.length} ${must}`)
    }
    for (const stamp of [...kids(e, ATOM + 'updated'), ...kids(e, ATOM + 'published')]) if (!RFC3339.test(stamp[2])) wrong.push(`${where}: date ${stamp[2]}`)
    for (const link of kids(e, ATOM + 'link')) if (!link[1].href || !/^https?:/.test(link[1].href)) wrong.push(`${where}: link ${JSON.stringify(link[1])}`)
    const alternates = kids(e, ATOM + 'link').filter((l) => (l[1].rel ?? 'alternate') === 'alternate')
    if (!alternates.length && !kids(e, ATOM + 'content').length) wrong.push(`${where}: neither content nor a link`)
    const id = kids(e, ATOM + 'id')[0]?.[2] ?? ''
    if (!/^[a-z][a-z0-9+.-]*:/i.test(id)) wrong.push(`${where}: the id ${id} is no IRI`)
    if (where !== 'feed') { if (ids.has(id)) wrong.push(`${where}: the id ${id} twice`); ids.add(id) }
    if (where !== 'feed' && !kids(e, ATOM + 'author').length && !kids(feed, ATOM + 'author').length) wrong.push(`${where}: no author, and none in the feed`)
    for (const type of [...kids(e, ATOM + 'title'), ...kids(e, ATOM + 'summary')]) if (!['text', 'html', 'xhtml', undefined].includes(type[1].type)) wrong.push(`${where}: type ${type[1].type}`)
  }
  if (!kids(feed, ATOM + 'link').some((l) => l[1].rel === 'self')) wrong.push('feed: no link to itself')
  return wrong
}

// jsonfeed.org/version/1.1
function jsonFeedRules(feed, url) {
  const wrong = [], ids = new Set()
  if (!/^https:\/\/jsonfeed\.org\/version\/1(\.1)?$/.test(feed.version)) wrong.push(`version ${feed.version}`)
  if (typeof feed.title !== 'string' || !feed.title) wrong.push('no title')
  if (feed.feed_url !== url) wrong.push(`feed_url ${feed.feed_url}`)
  if (!Array.isArray(feed.items) || !feed.items.length) wrong.push('no items')
  for (const item of feed.items ?? []) {
    if (typeof item.id !== 'string' || !item.id || ids.has(item.id)) wrong.push(`id ${item.id}`)
    ids.add(item.id)
    if (item.content_text === undefined && item.content_html === undefined) wrong.push(`${item.id}: no content`)
    if (item.url && !/^https?:/.test(item.url)) wrong.push(`${item.id}: url ${item.url}`)
    for (const k of ['date_published', 'date_modified']) if (item[k] !== undefined && !RFC3339.test(item[k])) wrong.push(`${item.id}: ${k} ${item[k]}`)
  }
  return wrong
}

const run = (command, args) => new Promise((done) => execFile(command, args, { timeout: 120000, env: { ...process.env, HOME: scratch, LC_ALL: 'C.UTF-8', TERM: 'dumb' } }, (e, out, err) => done({ code: e ? e.code ?? e.signal ?? 1 : 0, out, err })))

async function newsboat(url, titles) {
  try { execFileSync('newsboat', ['--version'], { stdio: 'ignore' }) } catch { return skip('newsboat reads the Atom feed', 'newsboat is not installed') }
  const folder = join(scratch, 'newsboat'), cache = join(folder, 'cache.db'), urls = join(folder, 'urls'), config = join(folder, 'config')
  mkdirSync(folder)
  writeFileSync(urls, url + '\n')
  writeFileSync(config, 'notify-program ""\n')
  const read = await run('newsboat', ['-C', config, '-u', urls, '-c', cache, '-x', 'reload'])
  ok(read.code === 0 && existsSync(cache), 'newsboat reads the Atom feed', read)
  const unread = await run('newsboat', ['-C', config, '-u', urls, '-c', cache, '-x', 'print-unread'])
  ok(new RegExp(`\\b${titles.length}\\b`).test(unread.out), `newsboat has ${titles.length} unread articles`, unread)
  const shown = JSON.parse(execFileSync('python3', ['-c', 'import json, sqlite3, sys; print(json.dumps([r[0] for r in sqlite3.connect(sys.argv[1]).execute("select title from rss_item")]))', cache], { encoding: 'utf8' }))
  is([...shown].sort(), [...titles].sort(), 'newsboat shows their headlines, each as it is')
}

main(async () => {
  const data = join(scratch, 'data')
  is((await courant('import', '--quiet', '--data', data, lines('quay.jsonl', articles))).code, 0, 'reports are imported')
  const wire = await start('run', data, { args: ['--no-fetch'] })
  ok(await idle(wire), 'the wire comes to rest', wire.err())
  const get = (path, headers = {}) => fetch(wire.url + path, { headers, redirect: 'manual' })
  const type = async (path, wanted) => { const r = await get(path); return is([r.status, (r.headers.get('content-type') ?? '').split(';')[0]], [200, wanted], `${path} is ${wanted}`) }

  const stories = (await json(wire, '/api/v1/stories?limit=50')).items, story = stories.find((s) => /Choir/.test(s.headline)) ?? stories[0]
  await type('/en/feed.atom', 'application/atom+xml')
  await type('/en/feed.json', 'application/feed+json')
  const feed = xml(await text(wire, '/en/feed.atom')), entries = kids(feed, ATOM + 'entry')
  none(atomRules(feed), 'the Atom feed of an edition keeps the rules of RFC 4287')
  is(entries.length, stories.length, 'it has the stories')
  ok(stories.length > 3, `which are several (${stories.length})`)
  none(atomRules(xml(await text(wire, '/fr/feed.atom'))), 'so does that of another edition')
  none(atomRules(xml(await text(wire, `/en/story/${story.id}/feed.atom`))), 'so does that of a story')
  none(jsonFeedRules(await json(wire, '/en/feed.json'), wire.url + '/en/feed.json'), 'the JSON Feed of an edition keeps the rules of version 1.1')
  none(jsonFeedRules(await json(wire, `/en/story/${story.id}/feed.json`), `${wire.url}/en/story/${story.id}/feed.json`), 'so does that of a story')
  const plain = (t) => t[1].type === 'html' ? t[2].replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&') : t[2]
  const titles = entries.map((e) => plain(kids(e, ATOM + 'title')[0]))
  ok(titles.some((t) => t.includes('Choir <of> Brede & "Sons" wins')), 'a headline with reserved characters comes through', titles.join(' | '))
  const tag = (await get('/en/feed.atom')).headers.get('etag')
  is((await get('/en/feed.atom', { 'If-None-Match': tag })).status, 304, 'a feed that has not changed is answered 304')
  for (const e of entries.slice(0, 3)) { const to = kids(e, ATOM + 'link').find((l) => (l[1].rel ?? 'alternate') === 'alternate')[1].href; is((await fetch(to)).status, 200, `an entry leads to its page ${new URL(to).pathname}`) }
  const searched = xml(await text(wire, '/en/search.atom?q=heron')) // the search as a feed, where there is one
  if (searched[0] === ATOM + 'feed') none(atomRules(searched), 'the feed of a search keeps the rules')

  await newsboat(wire.url + '/en/feed.atom', titles)
  const own = await courant('feed', '--allow-private', wire.url + '/en/feed.atom')
  const other = own.code === 0 ? own : await courant('feed', join(scratch, (writeFileSync(join(scratch, 'own.atom'), await text(wire, '/en/feed.atom')), 'own.atom')))
  let parsed = {}
  try { parsed = JSON.parse(other.out) } catch { /* said below */ }
  is((parsed.entries ?? parsed.items ?? []).length, entries.length, '`courant feed` reads our own Atom back', )
  ok(JSON.stringify(parsed).includes('Choir <of> Brede & \\"Sons\\" wins'), 'with the same headlines', other.err || other.out.slice(0, 400))

  const index = xml(await text(wire, '/sitemap.xml'))
  ok([MAP + 'sitemapindex', MAP + 'urlset'].includes(index[0]), 'the sitemap is well-formed', index[0])
  const maps = index[0] === MAP + 'sitemapindex' ? kids(index, MAP + 'sitemap').map((s) => kids(s, MAP + 'loc')[0][2]) : [wire.url + '/sitemap.xml']
  const wrong = []
  let locations = 0
  for (const m of maps) {
    const map = xml(await (await fetch(m)).text())
    if (map[0] !== MAP + 'urlset') wrong.push(`${m}: ${map[0]}`)
    for (const u of kids(map, MAP + 'url')) { locations++; if (!kids(u, MAP + 'loc')[0]?.[2].startsWith(wire.url + '/')) wrong.push(`${m}: ${JSON.stringify(u).slice(0, 100)}`) }
  }
  none(wrong, `the sitemaps are url sets of absolute addresses (${locations})`)
  const news = xml(await text(wire, '/news-sitemap.xml'))
  is(news[0], MAP + 'urlset', 'the news sitemap is well-formed')
  none(kids(news, MAP + 'url').filter((u) => !kids(u, NEWS + 'news').length).map((u) => JSON.stringify(u).slice(0, 120)), 'each of its entries is news')
  const opml = xml(await text(wire, '/opml'))
  ok(opml[0] === 'opml' && kids(opml, 'head').length === 1 && kids(opml, 'body').length === 1, 'OPML is well-formed', opml[0])
  const robots = await text(wire, '/robots.txt')
  ok(/^User-agent: \*$/m.test(robots), 'robots.txt addresses everyone', robots)

  const openapi = await json(wire, '/api/v1/openapi.json')
  ok(/^3\.1/.test(openapi.openapi) && Object.keys(openapi.paths).length >= 7, 'openapi.json is OpenAPI 3.1 and names the collections', Object.keys(openapi.paths ?? {}))
  for (const collection of ['articles', 'stories', 'dossiers', 'statements', 'timeline', 'sources', 'search?q=the']) {
    const r = await get(`/api/v1/${collection}`)
    const body = await r.json()
    is([r.status, Array.isArray(body.items)], [200, true], `/api/v1/${collection} lists`)
  }
  for (const [collection, most] of [['articles', 2], ['stories', 2], ['statements', 3], ['dossiers', 2], ['search?q=town', 2]]) {
    const all = [], pages = new Set(), join_ = collection.includes('?') ? '&' : '?'
    let cursor = null
    for (let i = 0; i < 60; i++) {
      const body = await json(wire, `/api/v1/${collection}${join_}limit=${most}${cursor ? '&cursor=' + encodeURIComponent(cursor) : ''}`)
      if (body.items.length > most) pages.add('too many')
      all.push(...body.items.map((x) => x.id ?? JSON.stringify(x)))
      cursor = body.next
      if (!cursor) break
    }
    const whole = (await json(wire, `/api/v1/${collection}${join_}limit=100`)).items.map((x) => x.id ?? JSON.stringify(x))
    ok(!cursor && !pages.size && new Set(all).size === all.length && JSON.stringify(all) === JSON.stringify(whole), `${collection}: pages of ${most} by cursor are the whole list (${whole.length}), none twice`, { all: all.length, whole: whole.length, cursor })
  }
  const languages = (await json(wire, '/api/v1/articles?lang=fr')).items
  is(languages.length, 0, 'lang= filters')
  is((await json(wire, '/api/v1/articles?since=2026-04-16&limit=50')).items.length, 3, 'since= filters')
  for (const path of ['/api/v1/nothing', '/api/v1/articles?limit=none', '/api/v1/articles?cursor=%00%ff', '/api/v1/search']) {
    const r = await get(path), body = await r.json().catch(() => ({}))
    ok(r.status >= 400 && r.status < 500 && /^application\/problem\+json/.test(r.headers.get('content-type')) && body.title && body.status === r.status, `${path}: an error as problem+json`, [r.status, r.headers.get('content-type'), body])
  }
  is((await json(wire, '/health')).status, 'ok', '/health')
  const metrics = await text(wire, '/metrics')
  none(metrics.trim().split('\n').filter((l) => !/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^}]*\})? [-+0-9.eEINaf]+)$/.test(l)), '/metrics is Prometheus text')
  is(await metric(wire, 'courant_articles'), 9, 'and counts the articles')
  is((await get('/metrics')).headers.get('content-type').split(';')[0], 'text/plain', 'as plain text')
  is((await fetch(wire.url + '/en/', { method: 'DELETE' })).status, 405, 'another method is refused')
  is((await stop(wire)).code, 0, 'the wire ends with 0')
})
