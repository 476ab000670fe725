// The pages in Chromium, over a wire that runs: the sample edition and a few reports of ours, hostile ones among them.
import { chromium } from 'playwright-core'
import { courant, idle, is, lines, main, none, ok, scratch, start, stop, until, json, metric, join } from './lib/wire.mjs'

const MAX_CRAWLED = 150
const paragraphs = (...p) => p.join('\n\n')
const articles = [
  { id: 'bridge-en', url: 'https://north.example/bridge', published: '2026-03-02T09:00:00Z', language: 'en', title: 'Old harbour bridge of Varnholm closed after crack is found',
    text: paragraphs('The old harbour bridge of Varnholm was closed to traffic on Monday after engineers found a crack in its main girder.',
      '“Nobody is in danger, but the bridge stays closed until the girder is replaced,” mayor Ingrid Halvorsen said on Monday.',
      'The bridge carries 14,000 cars a day and was built in 1931. The repair will take six weeks, according to the city.') },
  { id: 'bridge-fr', url: 'https://ouest.example/pont', published: '2026-03-02T11:00:00Z', language: 'fr', title: 'Varnholm ferme son vieux pont du port après la découverte d’une fissure',
    text: paragraphs('Le vieux pont du port de Varnholm a été fermé lundi à la circulation après la découverte d’une fissure dans sa poutre principale.',
      '« Personne n’est en danger, mais le pont restera fermé jusqu’au remplacement de la poutre », a déclaré lundi la maire Ingrid Halvorsen.',
      'Le pont, construit en 1931, voit passer 14 000 voitures par jour. Les travaux dureront six semaines, selon la ville.') },
  { id: 'bridge-es', url: 'https://sur.example/puente', published: '2026-03-02T12:00:00Z', language: 'es', title: 'Varnholm cierra su viejo puente del puerto tras hallarse una grieta',
    text: paragraphs('El viejo puente del puerto de Varnholm fue cerrado el lunes al tráfico después de que los ingenieros hallaran una grieta en su viga principal.',
      '«Nadie está en peligro, pero el puente seguirá cerrado hasta que se cambie la viga», declaró el lunes la alcaldesa Ingrid Halvorsen.',
      'El puente, construido en 1931, soporta 14.000 coches al día.') },
  { id: 'bridge-ar', url: 'https://mashriq.example/jisr', published: '2026-03-02T13:00:00Z', language: 'ar', title: 'إغلاق جسر الميناء القديم في مدينة فارنهولم بعد اكتشاف شق',
    text: paragraphs('أغلقت السلطات يوم الاثنين جسر الميناء القديم في مدينة فارنهولم أمام حركة المرور بعد اكتشاف شق في العارضة الرئيسية.',
      'وقالت رئيسة البلدية إنغريد هالفورسن إن أحدا ليس في خطر وإن الجسر سيبقى مغلقا حتى استبدال العارضة.',
      'بني الجسر عام 1931 وتعبره 14 ألف سيارة كل يوم.') },
  { id: 'hostile', url: 'https://odd.example/script', published: '2026-03-03T08:00:00Z', language: 'en', title: '<script>window.owned = 1</script> "quoted" & <img src=x onerror=window.owned=2>',
    text: paragraphs('A report whose text holds </p></article><script>window.owned = 3</script> and <img src="http://tracker.example/x.png" onerror="window.owned=4"> was filed by the town hall on Tuesday.',
      '"It is <b onmouseover=alert(1)>bold</b>," said clerk Peter "><script>window.owned=5</script> Sorensen on Tuesday.',
      'The clerk said that the office of the town will be open on Wednesday and on Thursday for everybody who wants to come in.') },
  { id: 'hostile-author', url: 'https://odd.example/author', published: '2026-03-03T09:00:00Z', language: 'en', title: 'Town hall opens its archive to visitors',
    html: '<!DOCTYPE html><html lang="en"><head><title>Town hall opens its archive to visitors</title><meta name="author" content="&lt;script&gt;window.owned=6&lt;/script&gt;"></head><body><article><h1>Town hall opens its archive to visitors</h1>' +
      '<p>The archive of the town hall was opened to visitors on Tuesday, after two years of work on the building, its cellar and its catalogue of maps.</p>' +
      '<p>Readers may see the maps of the harbour and the letters of its first mayors on any weekday, the town said in a statement.</p>' +
      '<p>The letters were written between 1820 and 1890 and have never been shown to the public before, according to the archive.</p></article></body></html>' },
  { id: 'relayed', url: 'https://relay.example/tunnel', published: '2026-03-03T10:00:00Z', language: 'fr', title: 'Le tunnel de Kaldvik rouvrira en avril',
    text: paragraphs('Cet article a été relayé automatiquement depuis l’Agence du Nord. La langue principale de ce site est l’anglais ; les versions en français et en espagnol sont des traductions automatiques et peuvent contenir des erreurs.',
      'Le tunnel de Kaldvik, fermé depuis un incendie en novembre, rouvrira le 6 avril, a annoncé mardi le ministère des Transports.',
      '« Les travaux avancent plus vite que prévu », a déclaré le ministre Lars Bergum.', 'Deux mille véhicules empruntaient le tunnel chaque jour avant l’incendie.') },
]

let browser, wire
const origin = () => wire.url
const seen = { console: [], foreign: [], policy: [], answers: [] }

async function page(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const p = await context.newPage()
  p.on('console', (m) => { if (['error', 'warning'].includes(m.type()) && !/status of 40[04]/.test(m.text())) seen.console.push(`${p.url()}: ${m.text()}`) })
  p.on('pageerror', (e) => seen.console.push(`${p.url()}: ${e}`))
  p.on('request', (r) => { if (new URL(r.url()).origin !== origin()) seen.foreign.push(`${p.url()} asked ${r.url()}`) })
  p.on('response', (r) => {
    const csp = r.headers()['content-security-policy'] ?? ''
    if (!/default-src 'none'/.test(csp) || /unsafe/.test(csp)) seen.policy.push(`${r.url()}: "${csp}"`)
  })
  return p
}

// What a page must hold, looked at from inside it. `edition` and `main` are languages.
function examine({ edition, main, sample, status }) {
  const wrong = [], say = (s) => wrong.push(s), all = (s) => [...document.querySelectorAll(s)]
  const html = document.documentElement
  if (html.lang !== edition) say(`html lang is "${html.lang}"`)
  if (html.dir !== (/^(ar|fa|he|ur)/.test(edition) ? 'rtl' : 'ltr')) say(`html dir is "${html.dir}"`)
  if (all('h1').length !== 1) say(`${all('h1').length} h1`)
  let level = 0
  for (const h of all('h1, h2, h3, h4, h5, h6')) {
    const l = Number(h.tagName[1])
    if (l > level + 1) say(`h${l} "${h.textContent.slice(0, 40)}" after h${level}`)
    if (!h.textContent.trim()) say(`an empty h${l}`)
    level = l
  }
  // what is written from right to left says so, and so does what is not, within the other
  const rtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let n; (n = walker.nextNode());) {
    const t = n.data.replace(/[^\p{L}]/gu, '')
    if (t.length < 4) continue
    const foreign = [...t].filter((c) => rtl.test(c)).length > t.length / 2
    const at = n.parentElement
    if (at.closest('script, style, title, svg')) continue
    const dir = getComputedStyle(at).direction
    const isolated = at.closest('bdi, [dir="auto"]')
    if (foreign && dir !== 'rtl' && !isolated) say(`right-to-left text in a left-to-right run: ${n.data.slice(0, 40)}`)
    if (foreign && !isolated && !/^(ar|fa|he|ur)/.test(at.closest('[lang]').lang)) say(`Arabic text with lang ${at.closest('[lang]').lang}`)
  }
  for (const e of all('[lang]')) if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(e.lang)) say(`lang="${e.lang}"`)
  // every block that a machine translated says so, with its engine, and its original opens without a script
  for (const e of all('.mt')) {
    if (e.parentElement.closest('.mt') || e.closest('.pair')) continue
    const home = e.closest('article.story, .statement, dd, li, td, tr, header, .lead-story, section') ?? document.body
    const named = (s) => [...home.querySelectorAll(s)].some((l) => /apertium|libretranslate/i.test(l.textContent))
    // its original in place; or it is a doubtful one under the original itself; or a line of a list, which leads to the page with both
    const leads = home.matches('.line') && home.querySelector('a[href*="/article/"], a[href*="/dossier/"]') && named('.label')
    if (!named('details.origin > summary') && !named('.flagged-line > .label') && !leads) say(`translated without a label: ${e.textContent.slice(0, 60)} <${home.tagName} ${home.className}>`)
  }
  for (const d of all('details.origin')) if (!d.querySelector('p, blockquote') || !d.querySelector('summary')?.textContent.trim()) say('an origin without a summary or without the original')
  for (const s of all('.pairs')) if (!/apertium|libretranslate/i.test(s.querySelector('.pairs-head')?.textContent ?? '')) say('pairs without their engine')
  for (const s of all('.pair')) if (s.querySelector('.mt') && !s.querySelector('.or')?.textContent.trim()) say('a translated pair without its original')
  if (edition !== main) {
    const links = all('header .edition a')
    if (links.length !== 1 || !links[0].textContent.trim() || !links[0].getAttribute('href').startsWith(`/${main}/`)) say('the main edition is not named and linked')
  }
  if (sample && !document.querySelector('.notice.sample')) say('no sample notice')
  const alternates = all('link[rel=alternate][hreflang]')
  for (const a of alternates) if (!/^https?:/.test(a.getAttribute('href'))) say(`hreflang with a relative address ${a.getAttribute('href')}`)
  if (all('a:not([href])').length) say('an anchor without an address')
  for (const a of all('a')) if (!a.textContent.trim() && !a.getAttribute('aria-label')) say(`a link without a name: ${a.outerHTML.slice(0, 100)}`)
  for (const e of all('input:not([type=hidden]), button')) if (!e.getAttribute('aria-label') && !e.textContent.trim() && !document.querySelector(`label[for="${e.id}"]`)) say('a control without a name')
  const ids = all('[id]').map((e) => e.id), twice = ids.filter((v, i) => ids.indexOf(v) !== i)
  if (twice.length) say(`ids used twice: ${twice.slice(0, 5)}`)
  for (const a of all('a[href^="#"]')) if (!document.getElementById(decodeURIComponent(a.getAttribute('href').slice(1)))) say(`a link to ${a.getAttribute('href')}, which is not there`)
  if (all('[style], [onclick], [onerror], [onload]').length) say('an inline style or handler')
  return wrong
}

// Computed colours of every text against the nearest painted background: WCAG 2.1, 1.4.3.
function contrasts() {
  const parse = (c) => { const m = c.match(/[\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m[3] ?? 1 } }
  const lum = ({ r, g, b }) => [r, g, b].map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0)
  const wrong = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let looked = 0
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement
    if (!n.data.trim() || e.closest('script, style, svg title')) continue
    let back = e, colour = { r: 255, g: 255, b: 255, a: 1 }
    for (; back; back = back.parentElement) { const c = parse(getComputedStyle(back).backgroundColor); if (c.a === 1) { colour = c; break } }
    const style = getComputedStyle(e), ink = parse(e.closest('svg') ? style.fill : style.color)
    const [a, b] = [lum(ink), lum(colour)], ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    looked++
    if (ratio < 4.5) wrong.add(`${ratio.toFixed(2)} <${e.tagName.toLowerCase()} class="${e.className?.baseVal ?? e.className}"> ${n.data.trim().slice(0, 30)}`)
  }
  return { looked, wrong: [...wrong] }
}

async function jsonld(p) {
  return p.$$eval('script[type="application/ld+json"]', (s) => s.map((e) => JSON.parse(e.textContent)))
}

main(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run', '--disable-component-update', '--disable-sync'] })
  const data = join(scratch, 'data')
  wire = await start('run', data)
  ok(await until(async () => (await metric(wire, 'courant_articles')) > 10), 'the sample edition is loaded', wire.err())
  const taken = await courant('import', '--quiet', '--data', data, lines('reports.jsonl', articles))
  is(taken.code, 0, 'reports are imported while the wire runs')
  ok(await idle(wire), 'the wire comes to rest', wire.err())

  const rows = (await json(wire, '/api/v1/articles?limit=100')).items
  const at = (url) => rows.find((r) => r.url === url)
  const bridge = at('https://north.example/bridge')
  ok(articles.every((a) => at(a.url)), 'every report is an article', rows.map((r) => r.url).join(' '))
  const story = bridge.story, dossier = (await json(wire, '/api/v1/dossiers?limit=50')).items[0].id
  is(['https://ouest.example/pont', 'https://sur.example/puente'].map((u) => at(u).story), [story, story], 'reports of one event in three languages are one story')
  const person = await (async () => {
    const p = await page(); await p.goto(`${wire.url}/en/story/${story}`)
    const href = await p.$$eval('a[href*="/person/"]', (l) => l.map((a) => a.getAttribute('href')))
    await p.context().close(); return href[0]?.split('/').pop()
  })()
  ok(person, 'a person who speaks in the story has a page')

  const sampleStory = rows.find((r) => r.sample).story, arabic = at('https://mashriq.example/jisr'), hostile = at('https://odd.example/script')
  // [name, tail, the page holds sample material, status]
  const visits = [['front', '', true, 200], ['story', `story/${story}`, false, 200], ['sample story', `story/${sampleStory}`, true, 200], ['dossier', `dossier/${dossier}`, false, 200],
    ['article', `article/${bridge.id}`, false, 200], ['article in French', `article/${at('https://ouest.example/pont').id}`, false, 200], ['article in Spanish', `article/${at('https://sur.example/puente').id}`, false, 200],
    ['article in Arabic', `article/${arabic.id}`, false, 200], ['hostile article', `article/${hostile.id}`, false, 200], ['hostile author', `article/${at('https://odd.example/author').id}`, false, 200],
    ['relayed article', `article/${at('https://relay.example/tunnel').id}`, false, 200], ['sample article', `article/${rows.find((r) => r.sample).id}`, true, 200],
    ['person', `person/${person}`, false, 200], ['source', `source/${bridge.source}`, false, 200], ['stories', 'stories', true, 200], ['dossiers', 'dossiers', false, 200],
    ['search', 'search?q=bridge', false, 200], ['search without result', 'search?q=xyzzyplugh', false, 200], ['about', 'about', false, 200], ['status', 'status', false, 200], ['404', 'article/0000000000000000', false, 404]]
  const main_ = 'en', links = new Map()
  for (const scripts of [true, false]) {
    const p = await page({ javaScriptEnabled: true })
    // without JavaScript the page's own scripts are kept out by the browser's switch; what is looked at then is read by the protocol
    if (!scripts) { const s = await p.context().newCDPSession(p); await p.route('**/*.js', (r) => r.abort()); await s.detach() }
    for (const edition of scripts ? ['en', 'fr'] : ['fr'])
      for (const [name, tail, sample, status] of visits) {
        const answer = await p.goto(`${wire.url}/${edition}/${tail}`)
        const wrong = await p.evaluate(examine, { edition, main: main_, sample, status })
        if (answer.status() !== status) wrong.push(`status ${answer.status()}`)
        if (await p.evaluate(() => window.owned)) wrong.push('a script of a report ran')
        if (scripts) for (const href of await p.$$eval('a[href], link[href]', (l) => l.map((e) => new URL(e.getAttribute('href'), document.baseURI).href))) if (new URL(href).origin === wire.url && !links.has(href.split('#')[0])) links.set(href.split('#')[0], `${edition}/${tail}`)
        none(wrong, `${name}, ${edition}${scripts ? '' : ', without its script'}: language, headings, provenance, names`)
      }
    await p.context().close()
  }
  seen.console = seen.console.filter((l) => !/ERR_FAILED/.test(l))

  { // the browser's own switch: what opens, opens without scripts
    const p = await page({ javaScriptEnabled: false })
    await p.goto(`${wire.url}/en/story/${story}`)
    const origin = await p.$('details.origin:not([open])')
    await (await origin.$('summary')).click()
    ok(await (await origin.$('p')).isVisible(), 'JavaScript off: an original opens in place')
    await p.fill('input[name=q]', 'Varnholm')
    await p.press('input[name=q]', 'Enter')
    await p.waitForURL(/search\?q=Varnholm/)
    ok(await p.locator('.hits a[href*="/article/"]').count() >= 2, 'JavaScript off: the search finds reports')
    const target = p.locator('.hits a[href*="/article/"]').first()
    await target.click()
    ok(/\/en\/article\//.test(p.url()), 'JavaScript off: a result leads to its report')
    await p.context().close()
  }
  { // narrow
    const p = await page({ viewport: { width: 320, height: 640 } }), wide = []
    for (const edition of ['en', 'fr'])
      for (const [name, tail] of visits) {
        await p.goto(`${wire.url}/${edition}/${tail}`)
        const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        if (over > 0) wide.push(`${edition} ${name}: ${over} px too wide, ` + await p.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.drawn, .scroll')).slice(0, 2).map((e) => e.outerHTML.slice(0, 80)).join(' ')))
      }
    none(wide, 'no page scrolls sideways at 320 px')
    await p.goto(`${wire.url}/en/article/${at('https://sur.example/puente').id}`)
    const pair = p.locator('.pair').filter({ has: p.locator('.mt') }).first()
    await pair.focus()
    ok(await pair.locator('.or').isVisible(), 'narrow: the original of a sentence shows when the sentence has the focus')
    await p.context().close()
  }
  { // hreflang both ways
    const p = await page(), wrong = []
    const alternates = async (url) => { await p.goto(url); return Object.fromEntries(await p.$$eval('link[rel=alternate][hreflang]', (l) => l.map((e) => [e.hreflang, e.href]))) }
    for (const tail of ['', `story/${story}`, `article/${bridge.id}`, `dossier/${dossier}`]) {
      const own = await alternates(`${wire.url}/en/${tail}`)
      if (own['x-default'] !== own.en) wrong.push(`${tail}: x-default is ${own['x-default']}`)
      for (const lang of ['fr', 'es', 'ca', 'it', 'pt']) if (!own[lang]) wrong.push(`${tail}: no ${lang}`)
      const other = await alternates(own.fr)
      if (JSON.stringify(other) !== JSON.stringify(own)) wrong.push(`${tail}: the French page says otherwise`)
    }
    none(wrong, 'hreflang: every edition, both ways, and x-default is the main edition')
    const ld = {}
    for (const [edition, url] of [['en', 'https://sur.example/puente'], ['fr', 'https://sur.example/puente'], ['es', 'https://sur.example/puente'], ['en', 'https://odd.example/script']]) {
      await p.goto(`${wire.url}/${edition}/article/${at(url).id}`)
      ld[edition + (url.includes('odd') ? '-odd' : '')] = (await jsonld(p)).find((o) => /Article/.test(o['@type']))
    }
    ok(ld.en && JSON.stringify(ld.en.isBasedOn ?? '').includes('https://sur.example/puente'), 'JSON-LD: isBasedOn names the source', ld.en)
    ok(ld.fr && ld.fr.translationOfWork, 'JSON-LD: translationOfWork on a translated article', ld.fr)
    ok(ld.es && !ld.es.translationOfWork, 'JSON-LD: none where the article is in its own language', ld.es)
    ok(ld['en-odd']?.headline?.includes('script'), 'JSON-LD: a hostile headline stays data', ld['en-odd'])
    await p.context().close()
  }
  { // hostile texts are shown as text
    const p = await page()
    await p.goto(`${wire.url}/en/article/${hostile.id}`)
    is((await p.$eval('h1', (h) => h.textContent)).trim(), articles[4].title, 'markup in a headline is shown, not obeyed')
    ok((await p.$eval('.text', (t) => t.textContent)).includes('<script>window.owned = 3</script>'), 'markup in a text is shown, not obeyed')
    is(await p.evaluate(() => [window.owned === undefined, document.querySelectorAll('main img, main b').length]), [true, 0], 'nothing of it runs or loads')
    await p.goto(`${wire.url}/en/article/${at('https://relay.example/tunnel').id}`)
    ok(await p.locator('.notice details.origin').count() >= 1, 'a relayed report shows the notice of its page', await p.locator('main').innerText())
    await p.context().close()
  }
  { // keyboard
    const p = await page()
    await p.goto(`${wire.url}/en/story/${story}`)
    await p.keyboard.press('Tab')
    is(await p.evaluate(() => document.activeElement.getAttribute('href')), '#content', 'the first stop of the keyboard is the link to the content')
    ok(await p.evaluate(() => document.activeElement.getBoundingClientRect().height > 10), 'which is seen when it has the focus')
    await p.keyboard.press('Enter')
    ok(await p.evaluate(() => location.hash === '#content'), 'and leads there')
    await p.keyboard.press('Tab')
    ok(await p.evaluate(() => document.querySelector('main').contains(document.activeElement) && getComputedStyle(document.activeElement).outlineStyle !== 'none'), 'the next stop is in the content, and its focus is drawn')
    await p.context().close()
  }
  for (const colorScheme of ['light', 'dark']) {
    const p = await page({ colorScheme }), wrong = []
    let looked = 0
    for (const [name, tail] of visits) {
      await p.goto(`${wire.url}/fr/${tail}`)
      await p.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true }))
      const c = await p.evaluate(contrasts)
      looked += c.looked
      wrong.push(...c.wrong.map((w) => `${name}: ${w}`))
    }
    none(wrong, `${colorScheme}: every text stands out of its ground by 4.5 or more`)
    ok(looked > 500, `${colorScheme}: ${looked} texts looked at`)
    await p.context().close()
  }
  { // who reports it, and who said it: in order, each date in one line, no voice that fills a screen
    for (const width of [1280, 390]) {
      const p = await page({ viewport: { width, height: 900 } })
      for (const [name, tail] of visits.filter(([n]) => /story|dossier/.test(n) && !/404/.test(n))) {
        await p.goto(`${wire.url}/en/${tail}`)
        none(await p.evaluate(() => [...document.querySelectorAll('#sources tbody')].flatMap((body) => {
          const times = [...body.querySelectorAll('time')], stamps = times.map((t) => Date.parse(t.dateTime))
          return [...times.filter((t) => t.getClientRects().length > 1).map((t) => `${t.textContent} is broken`),
            ...stamps.filter((t, i) => i && t < stamps[i - 1]).map((t) => `${new Date(t).toISOString()} comes late`)]
        })), `${name}, ${width} wide: who reports it, by date`)
        none(await p.evaluate(() => [...document.querySelectorAll('.voice')].map((v) => [...v.querySelectorAll('.statement')].filter((s) => s.checkVisibility()).length).filter((n) => n > 4)
          .map((n) => `${n} statements of one`)), `${name}, ${width} wide: many statements of one person are folded`)
      }
      await p.context().close()
    }
  }
  { // links, bounded
    const broken = []
    for (const [href, from] of [...links].slice(0, MAX_CRAWLED)) {
      const status = (await fetch(href)).status
      if (status !== 200) broken.push(`${status} ${href} (on ${from})`)
    }
    none(broken, `the links of the visited pages answer 200 (${Math.min(links.size, MAX_CRAWLED)} of ${links.size} asked)`)
  }
  is((await stop(wire)).code, 0, 'the wire ends with 0')

  { // an Arabic main edition over the same store
    const config = join(scratch, 'arabic.conf')
    const { writeFileSync } = await import('node:fs')
    writeFileSync(config, '[site]\nmain = ar\neditions = {en, fr}\n')
    wire = await start('serve', data, { config })
    const p = await page({ viewport: { width: 390, height: 800 } })
    for (const [name, tail, sample, status] of visits.filter(([n]) => !/404|search/.test(n))) {
      await p.goto(`${wire.url}/ar/${tail}`)
      const wrong = await p.evaluate(examine, { edition: 'ar', main: 'ar', sample, status })
      if (await p.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) wrong.push('scrolls sideways')
      none(wrong, `${name}, ar: right to left`)
    }
    await p.goto(`${wire.url}/en/article/${arabic.id}`)
    is(await p.$eval('header .edition a', (a) => [a.getAttribute('hreflang'), a.getAttribute('href')]), ['ar', `/ar/article/${arabic.id}`], 'the English page names and links the Arabic main edition')
    await stop(wire)
  }
  none(seen.console, 'nothing in the console')
  none(seen.foreign, 'no request to another host')
  none(seen.policy, 'a content security policy on every answer')
  await browser.close()
})
