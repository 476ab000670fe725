-- Who made a translation: engine, model (names and versions of all hops), the hash of its files or of a server's address, and the
-- languages between. Few rows, so that the memory names them by number.
CREATE TABLE maker (id INTEGER PRIMARY KEY, engine TEXT NOT NULL, model TEXT NOT NULL, hash TEXT NOT NULL, via TEXT NOT NULL,
    UNIQUE (engine, model, hash, via));
INSERT INTO maker (engine, model, hash, via) SELECT DISTINCT engine, model, '', via FROM memory;
-- The translation memory. segment: hash of the sentence; flag_count orders the answers of several makers; grade: see courant/translate.h
-- (4, hopeless: `text` was rejected and is never shown); probability: mean log-probability of a piece; lang: what the sentence was read as.
CREATE TABLE sentence (
    pair TEXT NOT NULL, segment TEXT NOT NULL, maker INTEGER NOT NULL, text TEXT NOT NULL, flags INTEGER NOT NULL, flag_count INTEGER NOT NULL,
    grade INTEGER NOT NULL, score REAL NOT NULL, probability REAL, lang TEXT, kept INTEGER NOT NULL,
    PRIMARY KEY (pair, segment, maker)) WITHOUT ROWID;
INSERT INTO sentence SELECT pair, segment, maker.id, text, flags, flag_count, 0, score, NULL, NULL, kept
    FROM memory JOIN maker ON maker.engine = memory.engine AND maker.model = memory.model AND maker.via = memory.via AND maker.hash = '';
DROP TABLE memory;
ALTER TABLE sentence RENAME TO memory;
