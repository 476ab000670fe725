-- The first form of the store. Read src/store/README.md for the idea; every table says here what it is for.
-- Ids are texts made by base/hash.h or by the reducers; `seq` numbers documents in the order they were taken in.

-- Single values: "version" grows with every change a reader could see, "newest" is the latest date of an article
-- grouped so far (epoch seconds), "turn" the number of articles grouped, "editions" the languages that owe translations.
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta VALUES ('version', 1), ('newest', 0), ('turn', 0), ('editions', '');

-- Feeds, pages and imports that articles come from (cr_source). rights: 0 extract, 1 full, 2 internal.
CREATE TABLE source (
    id TEXT PRIMARY KEY, kind INTEGER NOT NULL, url TEXT NOT NULL, title TEXT, site_url TEXT, language TEXT,
    rights INTEGER NOT NULL, sample INTEGER NOT NULL, state INTEGER NOT NULL, reason TEXT, etag TEXT, last_modified TEXT,
    added INTEGER NOT NULL, last_fetch INTEGER NOT NULL, next_fetch INTEGER NOT NULL, interval_seconds INTEGER NOT NULL,
    failures INTEGER NOT NULL, articles INTEGER NOT NULL DEFAULT 0 -- visible ones
) WITHOUT ROWID;
CREATE INDEX source_due ON source (next_fetch);

-- Feed entries taken in already: the key (guid or link) as a hash of 16 digits.
CREATE TABLE seen (source TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (source, key)) WITHOUT ROWID;

-- Addresses that `courant forget` keeps out, as SHA-256, so that the address itself is gone as well.
CREATE TABLE forgotten (address TEXT PRIMARY KEY) WITHOUT ROWID;

-- What was taken in, in order. The bytes stand in `raw`, so that walking documents stays cheap.
CREATE TABLE document (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, url TEXT NOT NULL,
    is_text INTEGER NOT NULL, charset TEXT, title TEXT, published TEXT, language TEXT, note TEXT, taken_in INTEGER NOT NULL);
CREATE INDEX document_url ON document (url);
CREATE INDEX document_source ON document (source);

-- The page and the feed's own text as they came, zstd.
CREATE TABLE raw (seq INTEGER PRIMARY KEY, bytes BLOB, feed_text BLOB);

-- What is owed. kind: cr_work_kind; state 0 owed or leased (until lease_until), 2 set aside. priority: of translations,
-- 2 body asked for by a reader, 1 title and lead, 0 body; else 0. lease grows with each taking: an old one is refused.
-- interruptions: times the program ended with this in hand, counted apart from honest failures.
CREATE TABLE work (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, seq INTEGER NOT NULL, language TEXT NOT NULL DEFAULT '',
    head INTEGER NOT NULL DEFAULT 0, priority INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, interruptions INTEGER NOT NULL DEFAULT 0, lease INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER NOT NULL DEFAULT 0, reason TEXT);
CREATE UNIQUE INDEX work_once ON work (seq, kind, language, head);
CREATE INDEX work_next ON work (kind, state, priority, seq);

-- One row for each understood document: what a line in a list shows, and how it was grouped. `visible`: an article, grouped,
-- the newest revision of its address. moment: its date as epoch seconds; where it has none, the newest date before it.
-- rights and public: the strictest of its relay chain; own_public: of the article alone. body_hash tells revisions apart.
CREATE TABLE article (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, address TEXT NOT NULL, url TEXT, source TEXT NOT NULL, outlet TEXT NOT NULL,
    outcome INTEGER NOT NULL, reason TEXT, title TEXT, lang TEXT NOT NULL, date TEXT, moment INTEGER NOT NULL DEFAULT 0,
    site TEXT, lead TEXT, rights INTEGER NOT NULL, noai INTEGER NOT NULL, public INTEGER NOT NULL, own_public INTEGER NOT NULL,
    own_rights INTEGER NOT NULL,
    machine_translated INTEGER NOT NULL, relayed INTEGER NOT NULL, notice_relay_of TEXT, notice_main_language TEXT,
    words INTEGER NOT NULL, statements INTEGER NOT NULL, body_hash INTEGER NOT NULL, full INTEGER NOT NULL,
    first_sentence TEXT, -- where there is no title
    story TEXT, dossier TEXT, relay_of TEXT, similarity REAL, turn INTEGER, visible INTEGER NOT NULL DEFAULT 0,
    taken_in INTEGER NOT NULL);
CREATE INDEX article_address ON article (address, seq);
CREATE INDEX article_turn ON article (turn) WHERE turn IS NOT NULL;
CREATE INDEX article_outcome ON article (outcome);
CREATE INDEX article_moment ON article (moment, seq) WHERE visible;
CREATE INDEX article_lang ON article (lang, moment, seq) WHERE visible;
CREATE INDEX article_source ON article (source, moment, seq) WHERE visible;
CREATE INDEX article_story ON article (story, moment, seq) WHERE visible;
CREATE INDEX article_dossier ON article (dossier, moment, seq) WHERE visible;
CREATE INDEX article_relay ON article (relay_of) WHERE relay_of IS NOT NULL;

-- All knowledge of a document, packed (src/store/pack.h) and zstd-compressed.
CREATE TABLE knowledge (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

-- Full text of visible articles: our own tokens (courant/text.h), told apart by spaces alone. `keys` holds "lang_fr",
-- "source_ID", "public". The index keeps no copy of its text; `tokens` does, compressed, to take an article out again.
CREATE VIRTUAL TABLE search USING fts5 (title, body, keys, content = '', columnsize = 1,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'");
CREATE TABLE tokens (seq INTEGER PRIMARY KEY, title BLOB NOT NULL, body BLOB NOT NULL, keys TEXT NOT NULL);

-- Stories (kind 1) and dossiers (kind 2), kept up to date article by article. view 0: of everything; view 1: as the public
-- may see them, made of public articles alone, counts and headline too.
CREATE TABLE bundle (
    view INTEGER NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL, dossier TEXT NOT NULL DEFAULT '', -- of a story
    headline_seq INTEGER NOT NULL DEFAULT 0, headline_rank INTEGER NOT NULL DEFAULT 0,
    headline_moment INTEGER NOT NULL DEFAULT 0, -- article whose headline it is
    headline_story TEXT NOT NULL DEFAULT '', -- of a dossier
    headline TEXT, headline_lang TEXT, headline_source TEXT, lead TEXT, headline_article TEXT, is_sentence INTEGER NOT NULL DEFAULT 0,
    stories INTEGER NOT NULL DEFAULT 0, articles INTEGER NOT NULL, sources INTEGER NOT NULL, independent INTEGER NOT NULL,
    languages INTEGER NOT NULL, language_list TEXT NOT NULL, first_date TEXT, last_date TEXT, first_moment INTEGER NOT NULL,
    last_moment INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, importance REAL NOT NULL,
    sample INTEGER NOT NULL, PRIMARY KEY (view, kind, id)) WITHOUT ROWID;
CREATE INDEX bundle_dossier ON bundle (view, dossier, importance, id) WHERE kind = 1;

-- The lists a bundle stands in: '' all, 'l:fr' by language, 's:ID' by source, 'd:ID' (stories) by dossier; n: its articles there.
CREATE TABLE bundle_key (
    view INTEGER NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL,
    moment INTEGER NOT NULL, importance REAL NOT NULL, PRIMARY KEY (view, kind, id, key)) WITHOUT ROWID;
CREATE INDEX bundle_key_moment ON bundle_key (view, kind, key, moment, id);
CREATE INDEX bundle_key_importance ON bundle_key (view, kind, key, importance, id, moment);

-- The outlets of a bundle: n articles, own of them independent.
CREATE TABLE bundle_outlet (
    view INTEGER NOT NULL, kind INTEGER NOT NULL, id TEXT NOT NULL, outlet TEXT NOT NULL, n INTEGER NOT NULL, own INTEGER NOT NULL,
    PRIMARY KEY (view, kind, id, outlet)) WITHOUT ROWID;

-- Where statements of visible articles stand: (seq, number) points into the knowledge.
CREATE TABLE statement (
    seq INTEGER NOT NULL, number INTEGER NOT NULL, moment INTEGER NOT NULL, lang TEXT NOT NULL, story TEXT NOT NULL,
    dossier TEXT NOT NULL, person TEXT NOT NULL, public INTEGER NOT NULL, PRIMARY KEY (seq, number)) WITHOUT ROWID;
CREATE INDEX statement_moment ON statement (moment, seq, number);
CREATE INDEX statement_lang ON statement (lang, moment, seq, number);
CREATE INDEX statement_story ON statement (story, moment, seq, number);
CREATE INDEX statement_dossier ON statement (dossier, moment, seq, number);
CREATE INDEX statement_person ON statement (person, moment, seq, number) WHERE person <> '';

-- Dated sentences of visible articles: number points into the dates of the knowledge.
CREATE TABLE happening (
    date TEXT NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL, story TEXT NOT NULL, dossier TEXT NOT NULL,
    public INTEGER NOT NULL, PRIMARY KEY (date, seq, number)) WITHOUT ROWID;
CREATE INDEX happening_seq ON happening (seq);
CREATE INDEX happening_story ON happening (story, date, seq, number);
CREATE INDEX happening_dossier ON happening (dossier, date, seq, number);

-- Persons and organisations (cr_person): lists packed.
CREATE TABLE person (id TEXT PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, lists BLOB NOT NULL) WITHOUT ROWID;

-- Saved states of the reducers, and the turn up to which they have read.
CREATE TABLE checkpoint (name TEXT PRIMARY KEY, turn INTEGER NOT NULL, state BLOB NOT NULL);

-- The translation memory. segment: hash of the sentence; flag_count orders the answers of several engines.
CREATE TABLE memory (
    pair TEXT NOT NULL, segment TEXT NOT NULL, engine TEXT NOT NULL, model TEXT NOT NULL, text TEXT NOT NULL, flags INTEGER NOT NULL,
    flag_count INTEGER NOT NULL, score REAL NOT NULL, via TEXT NOT NULL, kept INTEGER NOT NULL,
    PRIMARY KEY (pair, segment, engine, model)) WITHOUT ROWID;
